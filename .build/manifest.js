/**
 * `node .build/manifest.js --packed` takes the condition of the sources out of `exports` in package.json: the package does not hold them. Without
 * the flag it puts the condition back, for the specs and the examples of this repository. `npm pack` and `npm publish` do both. Doing one twice
 * changes nothing, so that what a killed `npm pack` has left is mended by one more call.
 *
 * Not done: a folder of its own that is packed. `npm publish` and an install from git pack the root, and would find what nobody is to have.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const CONDITION = '@capture-signals/source';

/** What `./dist/a/b.js` is built of. */
export const sourceOf = (module) => module.replace(/^\.\/dist\/(.*)\.js$/, './src/$1.ts');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values: { packed } } = parseArgs({ options: { packed: { type: 'boolean' } } });
  const path = new URL('../package.json', import.meta.url);
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  for (const [name, entry] of Object.entries(manifest.exports)) {
    if (typeof entry === 'string') continue; // package.json
    const { types, default: module } = entry;
    manifest.exports[name] = { types, ...(packed ? {} : { [CONDITION]: sourceOf(module) }), default: module };
  }
  writeFileSync(path, `${JSON.stringify(manifest, undefined, 2)}\n`);
}
