/**
 * The programs of specs, and the examples of services, compiled against the package as its users have it, below `node_modules`: once for all specs of a run. A program
 * whose TypeScript is read as it starts takes half a second more, and a thread that users do not have.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const VARIABLE = 'CAPTURE_SIGNALS_COMPILED';

/** The folder of the compiled programs; `undefined` where nobody has compiled them. */
export const compiledFolder = (): string | undefined => process.env[VARIABLE];

/** Bundles TypeScript as `npm run build` does. */
export function bundle(sources: readonly string[], folder: string, ...flags: readonly string[]): void {
  const args = ['--bundle', '--format=esm', '--platform=node', '--target=node20', '--log-level=warning', `--outdir=${folder}`, ...flags];
  execFileSync(join(repository, 'node_modules/.bin/esbuild'), [...sources, ...args], { cwd: repository });
}

/** Compiles them for this process and those that it starts, until it exits; does nothing where that has been done, or where another runtime reads TypeScript. */
export function compilePrograms(): void {
  if (compiledFolder() !== undefined || process.env['CAPTURE_SIGNALS_RUNTIME'] !== undefined) return;
  const folder = mkdtempSync(join(tmpdir(), 'capture-signals-programs-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const library = join(folder, 'node_modules/capture-signals');
  bundle(['src/index.ts', 'src/http.ts', 'src/testing.ts'], join(library, 'dist'));
  cpSync(join(repository, 'package.json'), join(library, 'package.json'));
  bundle(['spec/programs/**/*.ts'], folder, '--splitting', '--packages=external', '--tsconfig-raw={}', '--outbase=spec/programs');
  bundle(['examples/services/**/*.ts', 'examples/services/*.mjs'], join(folder, 'examples'), '--splitting', '--packages=external', '--outbase=examples');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  process.env[VARIABLE] = folder;
}
