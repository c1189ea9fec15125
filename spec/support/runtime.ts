import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compiledFolder } from './compiled.ts';
import { shared } from './shared.ts';

const override = process.env['CAPTURE_SIGNALS_RUNTIME'];
const compiled = override === undefined ? compiledFolder() : undefined;

/** With this flag `capture-signals` means the sources of this repository. The name is the package's own, so that nobody else's flag does. */
export const SOURCES = '--conditions=@capture-signals/source';

/** Not by `import.meta.resolve`: where mocha has one job it loads specs by `require`, which has none. */
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** For TypeScript as it stands; `CAPTURE_SIGNALS_RUNTIME` (a JSON array) replaces this Node. */
export const sourceCommand: readonly string[] = override === undefined ? [process.execPath, SOURCES, '--import', tsx] : JSON.parse(override);

/** The same for programs in plain JavaScript, against the built package. */
export const plainCommand: readonly string[] = override === undefined ? [process.execPath] : sourceCommand.filter((word) => word !== SOURCES);

/** The runtime that specs start the programs of `spec/programs` on. */
export const runtimeCommand: readonly string[] = compiled === undefined ? sourceCommand : plainCommand;

/** What a runtime alone has is skipped elsewhere. */
export const isBun = /\bbun$/.test(runtimeCommand[0]!);
export const isNode = /\bnode$/.test(runtimeCommand[0]!);

/** Whether the test that is running has started something on the runtime under test; the matrix of runtimes counts those. */
export const runtimeUse = shared('runtimeUse', () => ({ seen: false }));

export function noteUse(command: readonly string[]): void {
  runtimeUse.seen ||= command.join(' ').includes(runtimeCommand[0]!);
}

/** Flags of Node, as the runtime under test spells them. Deno has no warnings that could be disabled. */
export function runtimeFlags(flags: readonly string[]): string[] {
  if (runtimeCommand[1] !== 'run') return [...flags];
  return flags.filter((flag) => !flag.startsWith('--disable-warning')).map((flag) => (flag === '--expose-gc' ? '--v8-flags=--expose-gc' : flag));
}

/** `spec/programs/cleans-up.ts` for `cleans-up`, or what it was compiled to; a path that ends in an extension is taken as it is. */
export function programPath(program: string): string {
  if (/\.[cm]?[jt]s$/.test(program)) return program;
  return compiled === undefined ? fileURLToPath(new URL(`../programs/${program}.ts`, import.meta.url)) : join(compiled, `${program}.js`);
}

/** What a program, given by its name or path, is run with. */
export function commandFor(program: string): readonly string[] {
  return /\.[cm]?ts$/.test(program) ? sourceCommand : runtimeCommand;
}
