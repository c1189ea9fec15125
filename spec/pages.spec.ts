import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { summaryOf } from './compat/page.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Every page that is written for readers. */
const pages = [
  'README.md', 'CHANGELOG.md', ...readdirSync(join(root, '.github')).filter((name) => name.endsWith('.md')).map((name) => `.github/${name}`),
  ...['.', 'bench', 'examples', 'spec', 'spec/compat'].flatMap((folder) => readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map(({ name }) => join(folder, name, 'README.md')).filter((path) => existsSync(join(root, path)))),
];

/** As GitHub makes them of a heading. */
const anchors = (markdown: string): string[] =>
  [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading!.toLowerCase().replace(/[^\p{L}\p{N}_\- ]/gu, '').replaceAll(' ', '-'));

/** A folder is shown with its README. */
function pageOf(path: string): string {
  return statSync(path).isDirectory() ? join(path, 'README.md') : path;
}

describe('The pages', () => {
  it('are found', () => {
    expect(pages).to.include.members(['README.md', 'bench/README.md', 'examples/README.md', 'examples/services/README.md', 'spec/compat/launchers/README.md', '.github/CONTRIBUTING.md']);
    expect(new Set(pages).size).to.equal(pages.length);
  });

  for (const page of pages) {
    it(`${page} links to nothing that does not exist`, () => {
      const missing = [...read(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].filter(([, path = '', anchor]) => {
        const target = path === '' ? join(root, page) : join(root, dirname(page), path);
        if (!existsSync(target)) return true;
        return anchor !== undefined && !anchors(readFileSync(pageOf(target), 'utf8')).includes(anchor);
      });
      expect(missing.map(([link]) => link)).to.deep.equal([]);
    });

    it(`${page} names no script that is not in package.json`, () => {
      const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
      const named = [...read(page).matchAll(/npm run ([\w:]+)(?! --prefix)/g)].map(([, name]) => name!).filter((name) => /^(test|bench|typecheck|build|size|compat|measure|pictures)/.test(name));
      for (const name of named) expect(Object.keys(scripts)).to.include(name);
    });
  }

  it('count the guarantees that the table of the benchmark shows', () => {
    const [, table] = /## Which guarantees are kept\n\n((?:\|.*\n)+)/.exec(read('bench/README.md'))!;
    const [names, , ...rows] = table!.trim().split('\n').map((line) => line.split('|').slice(2, -1).map((cell) => cell.trim()));
    const judged = rows.filter((cells) => cells.every((cell) => /^(yes|NO|–|\d+\/\d+)$/.test(cell)));
    const kept = (name: string) => judged.filter((cells) => cells[names!.indexOf(name)] === 'yes').length;
    const peers = names!.filter((name) => !['naive', 'careful', 'capture-signals'].includes(name));
    const most = Math.max(...peers.map(kept));
    const best = peers.filter((name) => kept(name) === most).join(', ');
    expect(summaryOf(read('bench/README.md'))).to.match(new RegExp(`It keeps ${kept('capture-signals')} of ${judged.length} guarantees; the best peer \\(${best}\\) keeps ${most}\\.$`));
  });

  it('compare the peers as the table of the benchmark does', () => {
    const rows = (page: string, heading: RegExp) => heading.exec(page)![0].trim().split('\n').map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
    const [head, , ...measured] = rows(read('bench/README.md'), /(?<=## Which guarantees are kept\n\n)(\|.*\n)+/);
    const [peers, , ...told] = rows(read('README.md'), /\| \[measured\]\(bench\) \|(.*\n\|)+.*\n/);
    const columns = peers!.slice(1).map((peer) => head!.indexOf(peer.replace('by hand', 'naive')));
    const cells = ['relayed duplicate', '2nd Ctrl-C, hung', 'deadline, blocked', 'in flight', 'status: SIGINT'].map((guarantee) => {
      const row = measured.find(([name]) => name === guarantee)!;
      return columns.map((column) => row[column]!.replace('NO', 'no'));
    });
    expect(told.map(([, ...row]) => row)).to.deep.equal(cells);
  });

  it('are all reached from the README', () => {
    const reached = new Set(['README.md']);
    for (const page of reached) {
      for (const [, path] of read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)) {
        const target = relative(root, pageOf(join(root, dirname(page), path!)));
        if (pages.includes(target)) reached.add(target);
      }
    }
    expect([...reached]).to.include.members(pages);
  });

  it('show for each guarantee of the README a spec that npm test runs', () => {
    const [, guarantees] = /## Guarantees\n([^]*?)\nMeasured/.exec(read('README.md'))!;
    const bullets = guarantees!.split('\n').filter((line) => line.startsWith('- '));
    expect(bullets).to.have.length.above(9);
    for (const bullet of bullets) expect(bullet).to.match(/\]\(spec\/[\w/-]+\.spec\.ts\)/).and.not.match(/\]\((?!spec\/[\w/-]+\.spec\.ts\))/);
  });

  it('quote what was measured', () => {
    const quoted = [...read('README.md').matchAll(/\]\((spec\/compat\/\w+|bench)\): (.*)$/gm)];
    expect(quoted).to.have.length.above(4);
    for (const [, folder, sentence] of quoted) expect(sentence).to.equal(summaryOf(read(`${folder}/README.md`)));
  });
});
