/**
 * `npm run size` prints the bytes of each entry, bundled, and of each folder of `src`, beside those of another commit: the one that is given
 * (`npm run size -- v1.0.0`), or the last tag, or before the first tag `config.sizeBase` of package.json. Fails when an entry, gzipped, has grown by
 * 3 % or more beyond what the newest section of CHANGELOG.md says. A line of it says so that names the size, the entry and the percentage:
 * "Size: `.` +4 %, `./http` +1 %: what for".
 *
 * Not done: a limit in bytes, which was lifted each time by as much as was missing.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { transform } from 'esbuild';
import { sizeOf } from '../bench/size.js';
import { sourceOf } from './manifest.js';

const PERCENT = 3;
const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const git = (...args) => execFileSync('git', args, { cwd: root, maxBuffer: 2 ** 26, stdio: ['ignore', 'pipe', 'pipe'] });

/** What git prints, or `undefined` where it fails. */
function asked(...args) {
  try {
    return git(...args).toString().trim();
  } catch {
    return undefined;
  }
}

/** These files minified one by one, and gzipped as one: the sum of all folders is more than the bundle. */
async function sizeOfFiles(files) {
  const options = { loader: 'ts', minify: true, format: 'esm', target: 'node20', legalComments: 'none' };
  const minified = await Promise.all(files.map(async (file) => (await transform(readFileSync(file, 'utf8'), options)).code));
  const bytes = Buffer.from(minified.join(''));
  return { minified: bytes.length, gzipped: gzipSync(bytes, { level: 9 }).length };
}

/** Of the checkout in `folder`, by name. */
async function measure(folder) {
  const entries = new Map();
  for (const [name, { default: module }] of Object.entries(manifest.exports)) {
    if (module !== undefined && existsSync(join(folder, sourceOf(module)))) entries.set(name, await sizeOf(`export * from '${sourceOf(module)}'`, folder));
  }
  const folders = new Map();
  for (const { name } of readdirSync(join(folder, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const files = readdirSync(join(folder, 'src', name), { recursive: true }).filter((file) => file.endsWith('.ts')).sort();
    folders.set(`src/${name}`, await sizeOfFiles(files.map((file) => join(folder, 'src', name, file))));
  }
  return { entries, folders };
}

/** As it was at that commit. */
async function measureAt(commit) {
  const folder = mkdtempSync(join(tmpdir(), 'capture-signals-size-'));
  try {
    execFileSync('tar', ['-x', '-C', folder], { input: git('archive', '--format=tar', commit, 'src', 'tsconfig.json') });
    return await measure(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The percentage that the newest section of the CHANGELOG says of an entry; 0 where it says none, or was there already at `base`. */
function said(entry, base) {
  const [section] = readFileSync(join(root, 'CHANGELOG.md'), 'utf8').split(/^## /m).slice(1);
  if (base.replace(/^v/, '') === section.split('\n')[0].trim()) return 0;
  const items = section.split(/^(?=- |#)/m).filter((item) => /\bsize\b/i.test(item));
  const [, percent] = new RegExp(`\`${entry.replaceAll('.', '\\.')}\` \\+(\\d+(?:\\.\\d+)?)\\s*%`).exec(items.join('\n')) ?? [];
  return Number(percent ?? 0);
}

const base = process.argv[2] ?? asked('describe', '--tags', '--abbrev=0') ?? manifest.config.sizeBase;
if (asked('rev-parse', '--verify', '--quiet', `${base}^{commit}`) === undefined) {
  console.error(`The size is compared with ${base}, which is not in this clone: \`git fetch --unshallow --tags\` brings all of them`);
  process.exit(1);
}

const [before, now] = [await measureAt(base), await measure(root)];
const growth = (to, from) => (to.gzipped / from.gzipped - 1) * 100;
const bytes = (size) => (size === undefined ? ['–', '–'] : [size.minified, size.gzipped]);
const row = (name, from, to) => {
  const change = from === undefined ? 'new' : to === undefined ? 'gone' : `${growth(to, from) < 0 ? '' : '+'}${growth(to, from).toFixed(1)} %`;
  return [name, ...bytes(from), ...bytes(to), change].map((cell, i) => (i === 0 ? String(cell).padEnd(14) : String(cell).padStart(9))).join(' ');
};
console.log(`Bytes, minified and then gzipped, at ${base} and now\n`);
for (const kind of ['entries', 'folders']) {
  for (const name of new Set([...before[kind].keys(), ...now[kind].keys()])) console.log(row(name, before[kind].get(name), now[kind].get(name)));
  console.log();
}

for (const [name, size] of now.entries) {
  const from = before.entries.get(name);
  if (from === undefined || growth(size, from) < said(name, base) + PERCENT) continue;
  const line = `Size: \`${name}\` +${Math.round(growth(size, from))} %: what for`;
  console.error(`${name} has grown by ${growth(size, from).toFixed(1)} %. Make it smaller, or say so in the newest section of CHANGELOG.md: "${line}"`);
  process.exitCode = 1;
}
