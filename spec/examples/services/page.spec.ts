import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const folder = new URL('../../../examples/services/', import.meta.url);
const page = readFileSync(new URL('README.md', folder), 'utf8');
const links = [...page.matchAll(/\]\((?!http)([^)]+)\)/g)].map((match) => match[1]!);
/** A block of code, and the file that the line before it links to. */
const blocks = [...page.matchAll(/(?:^\[[^\]]+\]\((?<file>[^)#]+)\):\n\n)?^```(?<language>\w*)\n(?<code>[^]*?)^```$/gm)].map(({ groups }) => groups!);

describe('examples/services/README.md', () => {
  for (const { file, language, code } of blocks) {
    if (language === 'sh' || language === 'text') continue;
    it(`shows ${file} as it stands`, () => {
      const whole = readFileSync(new URL(file!, folder), 'utf8');
      const [first, ...rest] = code!.split(/^(?:\/\/|#) …\n/m).map((part) => part.replace(/^\n+|\n+$/g, ''));
      let position = 0;
      for (const part of [first!, ...rest]) {
        const found = `\n${whole}`.indexOf(`\n${part}\n`, position);
        expect(found, `in ${file}, after what the block has before:\n${part}`).not.to.equal(-1);
        position = found + part.length;
      }
    });
  }

  it('leaves out no example of services, and each has a spec', () => {
    const names = readdirSync(folder).filter((name) => /\.m?[jt]s$/.test(name));
    expect(names).to.have.length.above(8);
    for (const name of names) {
      expect(links).to.include(name);
      expect(existsSync(fileURLToPath(new URL(name.replace(/\.m?[jt]s$/, '.spec.ts'), import.meta.url))), name).to.equal(true);
    }
    for (const name of readdirSync(new URL('deploy/', folder))) expect(links).to.include(`deploy/${name}`);
  });
});
