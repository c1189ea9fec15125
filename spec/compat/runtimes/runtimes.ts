import { SOURCES } from '../../support/runtime.ts';
import { Installed } from '../installed.ts';

/** One way to run the specs. */
export interface Runtime {
  name: string;
  /** The Node that mocha, and with it the specs that need no process, runs on. */
  mocha: string;
  /** The command line before a program; without it programs run as mocha does, with tsx. */
  programs?: readonly string[];
}

const installed = new Installed(import.meta.url);
export const node = (major: number): string => installed.path(`node${major}/bin/node`);
export const bun = installed.binary('@oven', 'bun-', 'bin/bun');
export const deno = installed.binary('@deno', 'linux-', 'deno');

export const runtimes: readonly Runtime[] = [
  ...[20, 22, 24, 26].map((major) => ({ name: `Node ${major}`, mocha: node(major) })),
  // Types stripped and `await using` run by the runtime itself.
  ...[24, 26].map((major) => ({ name: `Node ${major}, native`, mocha: node(major), programs: [node(major), SOURCES] })),
  { name: 'Bun', mocha: process.execPath, programs: [bun, SOURCES] },
  { name: 'Deno', mocha: process.execPath, programs: [deno, 'run', '-A', '--no-lock', SOURCES] },
];
