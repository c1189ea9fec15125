// playwright-example <way>: examples/traps/playwright.mjs as it stands, with a page that does not come. Its cleanup shows on its output.
import { slowServer, way } from './support.ts';

await using server = await slowServer();
process.argv.splice(2, Infinity, way, server.url);
await import(new URL('examples/playwright.mjs', import.meta.url).href);
