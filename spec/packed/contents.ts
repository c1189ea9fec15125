import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { withoutComments } from '../types/project.ts';
import { command, modules, pack, type Packed, root } from './support/packed.ts';

/** All paths that a field of package.json names. */
function paths(value: unknown): string[] {
  if (typeof value === 'string') return value.startsWith('./') ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(paths) : [];
}

/** The declarations that these ones import, and they themselves. */
async function reached(of: Packed, from: readonly string[]): Promise<string[]> {
  const found = new Set(from);
  for (const file of found) {
    for (const [, path] of (await of.text(file)).matchAll(/(?:from|import\() ?'(\.[^']+)'/g)) {
      found.add(join(dirname(file), path!.replace(/\.[jt]s$/, '.d.ts')));
    }
  }
  return [...found].sort();
}

/** Bytes. With the sources, which it once held, it was more than half a megabyte. */
const MOST = 300_000;

describe('The packed package', function () {
  this.timeout(300_000);
  let packed: Packed;

  before(async () => {
    packed = await pack();
  });

  it('holds every file that its package.json names', () => {
    const { main, types, exports } = packed.manifest;
    const named = paths([main, types, exports]).map((path) => path.slice(2));
    expect(named).to.include('dist/index.js');
    expect(packed.files).to.include.members(named);
  });

  it('names no condition but those of users, and leaves the one of this repository where it was', async () => {
    for (const [name, to] of Object.entries(packed.manifest.exports)) {
      if (typeof to !== 'string') expect(Object.keys(to), name).to.deep.equal(['types', 'default']);
    }
    const { exports } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as typeof packed.manifest;
    for (const [name, { source }] of packed.entries) {
      expect(Object.keys(exports[name.replace('capture-signals', '.')]!)).to.deep.equal(['types', '@capture-signals/source', 'default']);
      expect((await stat(join(root, source))).isFile(), source).to.equal(true);
    }
  });

  it(`takes less than ${MOST / 1000} kB unpacked`, async () => {
    const sizes = await Promise.all(packed.files.map((file) => packed.text(file).then(Buffer.byteLength)));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    console.log(`      ${bytes} bytes in ${packed.files.length} files`);
    expect(bytes).to.be.below(MOST);
  });

  it('holds the modules, the declarations that users reach, and nothing else', async () => {
    const entries = [...packed.entries.values()];
    const declarations = await reached(packed, entries.map(({ types }) => types.slice(2)));
    const expected = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', ...declarations, ...entries.map(({ module }) => module.slice(2))];
    expect(packed.files).to.deep.equal(expected.sort());
  });

  it('has no dependency, and no declaration that names @types/node', async () => {
    expect(packed.manifest).not.to.have.any.keys('dependencies', 'peerDependencies', 'optionalDependencies');
    for (const file of packed.files.filter((file) => file.endsWith('.d.ts'))) {
      expect(withoutComments(await packed.text(file)), file).not.to.match(/['"]node:|types=["']node|NodeJS\./);
    }
  });

  it('is approved by publint', async () => {
    expect(await command([modules('.bin/publint'), 'run', packed.tarball, '--strict'], packed.folder)).to.contain('All good!');
  });

  // What it leaves out: `require` of a module is no error on the Nodes of `engines`.
  it('is approved by arethetypeswrong, under every way to resolve it', async () => {
    const said = await command([modules('.bin/attw'), packed.tarball, '--ignore-rules', 'cjs-resolves-to-esm', '--no-emoji'], packed.folder);
    expect(said).to.contain('No problems found');
    for (const entry of packed.entries.keys()) expect(said).to.contain(`"${entry}"`);
  });
});
