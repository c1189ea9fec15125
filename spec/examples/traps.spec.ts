import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { expectToShow, shownBlocks } from './shown-blocks.ts';

const folder = new URL('../../examples/traps/', import.meta.url);
const blocks = shownBlocks(readFileSync(new URL('README.md', folder), 'utf8')).filter(({ language }) => language !== 'sh');
const specs = readFileSync(new URL('traps.processes.ts', import.meta.url), 'utf8');
/** A browser is needed for these. */
const packages = readFileSync(new URL('../compat/packages/workspace.ts', import.meta.url), 'utf8');

describe('examples/traps/README.md', () => {
  for (const block of blocks) it(`shows ${block.file} as it stands`, () => expectToShow(new URL(block.file, folder), block));

  for (const name of readdirSync(folder).filter((name) => /\.m?[jt]s$/.test(name))) {
    it(`shows what is wrong in ${name}, and what is right, and both are run`, () => {
      const shown = blocks.filter(({ file }) => file === name).map(({ code }) => /function (wrong|right)\(/.exec(code)?.[1]);
      expect(shown).to.deep.equal(['wrong', 'right']);
      expect(specs + packages).to.include(name.endsWith('.ts') ? `'${name.slice(0, -3)}'` : name);
    });
  }
});
