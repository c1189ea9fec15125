// puppeteer-example <way>: examples/traps/puppeteer.mjs as it stands, with a page that does not come. Its cleanup shows on its output.
import { slowServer, way } from './support.ts';

await using server = await slowServer();
process.argv.splice(2, Infinity, way, server.url, '--no-sandbox'); // root cannot have one
await import(new URL('examples/puppeteer.mjs', import.meta.url).href);
