import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SOURCES } from '../support/runtime.ts';

/** One way to run the specs. */
export interface Runtime {
  name: string;
  /** The Node that mocha, and with it the specs that need no process, runs on. */
  mocha: string;
  /** The command line before a program; without it programs run as mocha does, with tsx. */
  programs?: readonly string[];
}

const modules = (path: string) => fileURLToPath(new URL(`node_modules/${path}`, import.meta.url));
const node = (major: number) => modules(`node${major}/bin/node`);

/** The package of the binary for this platform: install scripts, which would move it elsewhere, are not run. */
function binaryIn(scope: string, start: string, path: string): string {
  const name = readdirSync(modules(scope)).find((name) => name.startsWith(start));
  return modules(`${scope}/${name}/${path}`);
}

export const runtimes: readonly Runtime[] = [
  ...[20, 22, 24, 26].map((major) => ({ name: `Node ${major}`, mocha: node(major) })),
  // Types stripped and `await using` run by the runtime itself.
  ...[24, 26].map((major) => ({ name: `Node ${major}, native`, mocha: node(major), programs: [node(major), SOURCES] })),
  { name: 'Bun', mocha: process.execPath, programs: [binaryIn('@oven', 'bun-', 'bin/bun'), SOURCES] },
  { name: 'Deno', mocha: process.execPath, programs: [binaryIn('@deno', 'linux-', 'deno'), 'run', '-A', '--no-lock', SOURCES] },
];
