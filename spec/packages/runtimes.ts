import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What programs are run on. */
export interface Runtime {
  name: string;
  /** The command line before a program. */
  command: readonly string[];
  /** It is too old for the current major of some packages. */
  isNode20: boolean;
}

const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const own = Number(process.versions.node.split('.')[0]);
const nodes = new Map([22, 24, 26].map((major) => [major, beside(`node_modules/node${major}/bin/node`)])).set(own, process.execPath);

/** The package of the binary for this platform: install scripts, which would move it elsewhere, are not run. Nothing where it is not installed. */
function binaryIn(scope: string, start: string, path: string): string[] {
  const folder = beside(`../runtimes/node_modules/${scope}`);
  return (existsSync(folder) ? readdirSync(folder) : []).filter((name) => name.startsWith(start)).map((name) => `${folder}/${name}/${path}`);
}

export const runtimes: readonly Runtime[] = [
  ...[...nodes].sort(([a], [b]) => a - b).map(([major, path]) => ({ name: `Node ${major}`, command: [path], isNode20: major < 22 })),
  ...binaryIn('@oven', 'bun-', 'bin/bun').map((path) => ({ name: 'Bun', command: [path], isNode20: false })),
  ...binaryIn('@deno', 'linux-', 'deno').map((path) => ({ name: 'Deno', command: [path, 'run', '-A', '--no-lock'], isNode20: false })),
];
