import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { expectToShow, shownBlocks } from '../shown-blocks.ts';

const folder = new URL('../../../examples/services/', import.meta.url);
const page = readFileSync(new URL('README.md', folder), 'utf8');
const links = [...page.matchAll(/\]\((?!http)([^)]+)\)/g)].map((match) => match[1]!);

describe('examples/services/README.md', () => {
  for (const block of shownBlocks(page)) {
    if (block.language === 'sh' || block.language === 'text') continue;
    it(`shows ${block.file} as it stands`, () => expectToShow(new URL(block.file, folder), block));
  }

  it('leaves out no example of services, and each has a spec', () => {
    const names = readdirSync(folder).filter((name) => /\.m?[jt]s$/.test(name));
    expect(names).to.have.length.above(8);
    for (const name of names) {
      expect(links).to.include(name);
      expect(existsSync(fileURLToPath(new URL(name.replace(/\.m?[jt]s$/, '.processes.ts'), import.meta.url))), name).to.equal(true);
    }
    for (const name of readdirSync(new URL('deploy/', folder))) expect(links).to.include(`deploy/${name}`);
  });
});
