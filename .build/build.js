/**
 * Builds the package into `dist`, or into the folder that is given: for every entry that package.json exports one module with all it
 * needs, and of the type declarations those that a user reaches from there.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { sourceOf } from './manifest.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = resolve(process.argv[2] ?? join(root, 'dist'));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const sources = Object.values(manifest.exports).flatMap(({ default: module }) => (module === undefined ? [] : sourceOf(module)));

/** What is built of the source `./src/a/b.ts`, below `dist`. */
const built = (source, extension) => source.replace(/^\.\/src\/|\.ts$/g, '') + extension;

/** These files below `folder`, and all that they import from there. */
function reachable(folder, files) {
  const found = new Set(files);
  for (const file of found) {
    const text = readFileSync(join(folder, file), 'utf8');
    for (const [, path] of text.matchAll(/\b(?:from|import)\b\s*\(?\s*['"](\.[^'"]+)['"]/g)) {
      found.add(built(join(dirname(file), path), '.d.ts'));
    }
  }
  return found;
}

const compiled = mkdtempSync(join(tmpdir(), 'capture-signals-build-'));
try {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [compiler, '-p', root, '--emitDeclarationOnly', '--outDir', compiled], { stdio: ['ignore', 2, 2] });
  await build({
    absWorkingDir: root, entryPoints: sources, bundle: true, outdir: compiled,
    format: 'esm', platform: 'node', target: 'node20', logLevel: 'warning', legalComments: 'none',
    minify: true, lineLimit: 160, // an uncaught error shows the line that threw it
  });
  rmSync(out, { recursive: true, force: true });
  const declarations = reachable(compiled, sources.map((source) => built(source, '.d.ts')));
  for (const file of [...sources.map((source) => built(source, '.js')), ...declarations]) cpSync(join(compiled, file), join(out, file));
} finally {
  rmSync(compiled, { recursive: true, force: true });
}
