import { fileURLToPath } from 'node:url';

/** The runtime that specs start programs on; `CAPTURE_SIGNALS_RUNTIME` (a JSON array) replaces this Node. */
export const runtimeCommand: readonly string[] =
  process.env['CAPTURE_SIGNALS_RUNTIME'] === undefined
    ? [process.execPath, '--conditions=source', '--import', import.meta.resolve('tsx')]
    : JSON.parse(process.env['CAPTURE_SIGNALS_RUNTIME']);

/** `programs/download` for `spec/programs/programs/download.ts`; a path that ends in an extension is taken as it is. */
export function programPath(program: string): string {
  return /\.[cm]?[jt]s$/.test(program) ? program : fileURLToPath(new URL(`../programs/${program}.ts`, import.meta.url));
}
