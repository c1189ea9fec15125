import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { run } from '../support/process.ts';
import { command, modules, pack, type Packed, root } from './support/packed.ts';

/** The oldest that `engines` names, and this one. */
const nodes = { '20.19.0': modules('node-20.19/bin/node'), '22.12.0': modules('node-22.12/bin/node'), [process.version]: process.execPath };
/** Node 22.12 and no other warns of every `require` of a module outside of `node_modules`. */
const WARNING = /^\(node:\d+\) ExperimentalWarning: CommonJS module .* is loading ES Module [^]*was created\)\n/;

const ways = {
  import: { file: 'imports.mjs', load: (entry: string) => `await import('${entry}')` },
  require: { file: 'requires.cjs', load: (entry: string) => `require('${entry}')` },
  'import() in CommonJS': { file: 'imports.cjs', load: (entry: string) => `await import('${entry}')` },
};

describe('The packed package, on Node', function () {
  this.timeout(300_000);
  let packed: Packed;
  let expected: Record<string, string[]>;

  before(async () => {
    packed = await pack();
    expected = {};
    for (const [entry, { source }] of packed.entries) expected[entry] = Object.keys(await import(join(root, source))).sort();
  });

  it('is tried on the oldest Nodes that `engines` names', () => {
    expect(packed.manifest.engines.node).to.equal('^20.19.0 || >=22.12.0');
  });

  for (const [version, node] of Object.entries(nodes)) {
    for (const [way, { file, load }] of Object.entries(ways)) {
      it(`gives what it exports, and its package.json, to ${way} on Node ${version}`, async () => {
        const folder = await packed.project('on-node');
        const given = [...packed.entries.keys()].map((entry) => `'${entry}': Object.keys(${load(entry)}).filter((name) => !/^(default|module\\.exports)$/.test(name)).sort()`);
        const manifest = file === 'requires.cjs' ? "require('capture-signals/package.json')" : "(await import('capture-signals/package.json', { with: { type: 'json' } })).default";
        const program = `void (async () => console.log(JSON.stringify([{ ${given} }, ${manifest}.name])))();`;
        await writeFile(join(folder, file), program);
        const ended = await run(join(folder, file), { command: [node, '--disable-warning=ExperimentalWarning'] });
        expect(ended).to.deep.include({ code: 0, stderr: '' });
        expect(JSON.parse(ended.stdout)).to.deep.equal([expected, 'capture-signals']);
      });
    }

    it(`is silent about being required on Node ${version}`, async () => {
      const folder = await packed.project('on-node');
      await writeFile(join(folder, 'is-silent.cjs'), "require('capture-signals');");
      const { stderr } = await run(join(folder, 'is-silent.cjs'), { command: [node] });
      expect(version === '22.12.0' ? stderr.replace(WARNING, '') : stderr).to.equal('');
    });
  }

  it('gives the same to a program whose own condition is named `source`', async () => {
    const resolved = await command([process.execPath, '--conditions=source', '-p', "require.resolve('capture-signals')"], packed.folder);
    expect(resolved).to.match(/dist\/index\.js\n$/);
  });
});
