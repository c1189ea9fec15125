import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What programs are run on. */
export interface Runtime {
  name: string;
  /** The command line before a program. */
  command: readonly string[];
  /** It is too old for the current major of some packages. */
  isNode20: boolean;
}

/** The runtimes that the specs run on, too. */
const modules = (path: string) => fileURLToPath(new URL(`../runtimes/node_modules/${path}`, import.meta.url));

/** The package of the binary for this platform: install scripts, which would move it elsewhere, are not run. */
function binaryIn(scope: string, start: string, path: string): string {
  const name = readdirSync(modules(scope)).find((name) => name.startsWith(start));
  return modules(`${scope}/${name}/${path}`);
}

export const runtimes: readonly Runtime[] = [
  ...[20, 22, 24, 26].map((major) => ({ name: `Node ${major}`, command: [modules(`node${major}/bin/node`)], isNode20: major < 22 })),
  { name: 'Bun', command: [binaryIn('@oven', 'bun-', 'bin/bun')], isNode20: false },
  { name: 'Deno', command: [binaryIn('@deno', 'linux-', 'deno'), 'run', '-A', '--no-lock'], isNode20: false },
];
