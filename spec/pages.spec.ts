import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { summaryOf } from './support/results.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Every page that is written for readers. */
const pages = [
  'README.md', 'CHANGELOG.md', ...readdirSync(join(root, '.github')).filter((name) => name.endsWith('.md')).map((name) => `.github/${name}`),
  ...['.', 'bench', 'examples', 'spec'].flatMap((folder) => readdirSync(join(root, folder), { withFileTypes: true })
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
    expect(pages).to.include.members(['README.md', 'bench/README.md', 'examples/README.md', 'examples/services/README.md', 'spec/launchers/README.md', '.github/CONTRIBUTING.md']);
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
      const named = [...read(page).matchAll(/npm run ([\w:]+)(?! --prefix)/g)].map(([, name]) => name!).filter((name) => /^(test|bench|typecheck|build|size)/.test(name));
      for (const name of named) expect(Object.keys(scripts)).to.include(name);
    });
  }

  it('count the promises that the table of the benchmark shows', () => {
    const [, table] = /## Which promises are kept\n\n((?:\|.*\n)+)/.exec(read('bench/README.md'))!;
    const [names, , ...rows] = table!.trim().split('\n').map((line) => line.split('|').slice(2, -1).map((cell) => cell.trim()));
    const judged = rows.filter((cells) => cells.every((cell) => /^(yes|NO|–|\d+\/\d+)$/.test(cell)));
    const kept = (name: string) => judged.filter((cells) => cells[names!.indexOf(name)] === 'yes').length;
    const peers = names!.filter((name) => !['naive', 'careful', 'capture-signals'].includes(name));
    const most = Math.max(...peers.map(kept));
    const best = peers.filter((name) => kept(name) === most).join(', ');
    expect(summaryOf(read('bench/README.md'))).to.match(new RegExp(`${kept('capture-signals')} of ${judged.length} promises are kept, by the best peer \\(${best}\\) ${most}\\.$`));
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

  it('quote what was measured', () => {
    const readme = read('README.md');
    for (const page of pages.filter((page) => /^(spec\/\w+|bench)\/README\.md$/.test(page))) expect(readme).to.include(`(${dirname(page)}): ${summaryOf(read(page))}`);
  });
});
