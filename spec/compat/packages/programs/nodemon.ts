// nodemon <way>: restarts examples/traps/nodemon.mjs, as it stands, once, and tells what becomes of the new process.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { log, ready, way } from './support.ts';

const program = fileURLToPath(new URL('examples/nodemon.mjs', import.meta.url));
const args = way.startsWith('--') ? [...way.split(' '), program, 'wrong'] : [program, way];

const TMPDIR = await mkdtemp(join(tmpdir(), 'nodemon-'));
const PATH = [dirname(process.execPath), process.env['PATH']].join(delimiter);
const nodemon = spawn(process.execPath, [createRequire(import.meta.url).resolve('nodemon/bin/nodemon.js'), ...args], {
  env: { ...process.env, TMPDIR, PATH }, stdio: ['pipe', 'pipe', 'ignore'], detached: true,
});

let starts = 0;
for await (const line of createInterface(nodemon.stdout)) {
  if (line === 'Working') starts++;
  if (line === 'Working' && starts === 1) {
    ready();
    nodemon.stdin.write('rs\n');
  }
  const fate = starts > 1 ? 'works again' : /app crashed/.test(line) ? 'crashes' : undefined;
  if (fate === undefined) continue;
  log(fate);
  break;
}
nodemon.kill('SIGINT');
while (isRunning(nodemon.pid!)) await setTimeout(20); // nodemon does not wait for the program
await rm(TMPDIR, { recursive: true });

/** Whether anything of its process group is. */
function isRunning(leader: number): boolean {
  try {
    return process.kill(-leader, 0);
  } catch {
    return false;
  }
}
