import { chmod, copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command, modules, root } from './packed.ts';

/** Makes one program, which needs nothing beside it, of a module and all that it imports. */
export interface Bundler {
  name: string;
  /** Builds into a folder of its own. Gives the command that starts what was built. */
  bundle(entry: string, into: string): Promise<string[]>;
}

/** A bundler that writes a module, or CommonJS, for this Node. */
function bundler(name: string, file: string, words: (entry: string, out: string, into: string) => readonly string[]): Bundler {
  return {
    name,
    async bundle(entry, into) {
      const [tool, ...args] = words(entry, join(into, file), into);
      await command([tool!, ...args], join(entry, '..'));
      return [process.execPath, join(into, file)];
    },
  };
}

const esbuild = (entry: string, out: string, ...more: string[]) =>
  [join(root, 'node_modules/.bin/esbuild'), entry, '--bundle', '--platform=node', `--outfile=${out}`, '--log-level=warning', ...more];
const rollup = (entry: string, out: string, format: string) =>
  [modules('.bin/rollup'), entry, '--file', out, '--format', format, '--plugin', modules('@rollup/plugin-node-resolve/dist/cjs/index.js'), '--failAfterWarnings', '--silent'];
const webpack = (entry: string, into: string, ...more: string[]) =>
  [modules('.bin/webpack'), '--entry', entry, '--output-path', into, '--target', 'node20', '--mode', 'production', '--fail-on-warnings', ...more];
const ncc = (entry: string, _out: string, into: string) => [modules('.bin/ncc'), 'build', entry, '--out', into, '--quiet'];

/** The program inside of a Node. */
function singleExecutable(version: string, node: string): Bundler {
  return {
    name: `a single executable of Node ${version}`,
    async bundle(entry, into) {
      const [main, config, blob, program] = ['main.cjs', 'sea.json', 'sea.blob', 'program'].map((file) => join(into, file)) as [string, string, string, string];
      await command(esbuild(entry, main, '--format=cjs'), into);
      await writeFile(config, JSON.stringify({ main, output: blob, disableExperimentalSEAWarning: true }));
      await command([node, '--experimental-sea-config', config], into);
      await copyFile(node, program);
      await chmod(program, 0o755);
      await command([modules('.bin/postject'), program, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'], into);
      return [program];
    },
  };
}

export const bundlers: readonly Bundler[] = [
  bundler('esbuild', 'out.mjs', (entry, out) => esbuild(entry, out, '--format=esm')),
  bundler('esbuild, as minified CommonJS', 'out.cjs', (entry, out) => esbuild(entry, out, '--format=cjs', '--minify')),
  bundler('rollup', 'out.mjs', (entry, out) => rollup(entry, out, 'es')),
  bundler('rollup, as CommonJS', 'out.cjs', (entry, out) => rollup(entry, out, 'cjs')),
  bundler('webpack', 'out.mjs', (entry, _out, into) => webpack(entry, into, '--output-filename', 'out.mjs', '--output-module')),
  bundler('webpack, as CommonJS', 'out.cjs', (entry, _out, into) => webpack(entry, into, '--output-filename', 'out.cjs')),
  bundler('ncc', 'index.mjs', ncc),
  {
    name: 'ncc, which requires the package',
    async bundle(entry, into) {
      const requiring = entry.replace(/\.mjs$/, '.cjs');
      await command(esbuild(entry, requiring, '--format=cjs', '--packages=external'), into);
      await command(ncc(requiring, '', into), into);
      return [process.execPath, join(into, 'index.cjs')];
    },
  },
  singleExecutable('20.19', modules('node-20.19/bin/node')),
  singleExecutable('22.12', modules('node-22.12/bin/node')),
  {
    name: 'bun build --compile',
    async bundle(entry, into) {
      await command([modules('@oven/bun-linux-x64/bin/bun'), 'build', entry, '--compile', '--outfile', join(into, 'program')], into);
      return [join(into, 'program')];
    },
  },
];
