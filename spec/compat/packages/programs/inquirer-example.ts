// inquirer-example: examples/inquirer.mjs as it stands, which logs nothing itself. Its cleanup shows on the terminal.
import { ready } from './support.ts';

ready();
await import(new URL('examples/inquirer.mjs', import.meta.url).href);
