import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { withoutComments } from '../types/project.ts';
import { command, modules, pack, type Packed } from './support/packed.ts';

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

  it('holds the modules, the declarations that users reach, the sources, and nothing else', async () => {
    const entries = [...packed.entries.values()];
    const declarations = await reached(packed, entries.map(({ types }) => types.slice(2)));
    const expected = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', ...declarations, ...entries.map(({ module }) => module.slice(2))];
    expect(packed.files.filter((file) => !/^src\/.*\.ts$/.test(file))).to.deep.equal(expected.sort());
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
