/**
 * Restarts a real service at random moments, under the load of real clients, behind nginx, haproxy and without, with drainServer() and with the other ways
 * to stop a server. Prints the table, and with `--write` puts it into README.md; `--quick` restarts less often; `--only=<regexp>` takes some rows, by what is
 * in their first two columns. Fails when drainServer() breaks its word. What the others do, and how long a stop takes, is told and not judged.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { parseArgs } from 'node:util';
import { report } from '../support/results.ts';
import { haproxyVersion } from './haproxy.ts';
import { nginxVersion } from './nginx.ts';
import { broken, head, row, summary } from './table.ts';
import { type Measured, measure } from './trial.ts';
import { type WayToStop, ways } from './ways.ts';
import { Workspace } from './workspace.ts';

const { values: { only = '', quick = false, write } } = parseArgs({ options: { only: { type: 'string' }, quick: { type: 'boolean' }, write: { type: 'boolean' } } });

/** Fewer where a stop takes as long as it may. */
const restarts: Record<WayToStop, number> = quick
  ? { 'drainServer': 10, 'server.close()': 1, 'server[Symbol.asyncDispose]()': 1, 'http-terminator': 2, 'stoppable': 2 }
  : { 'drainServer': 100, 'server.close()': 10, 'server[Symbol.asyncDispose]()': 5, 'http-terminator': 25, 'stoppable': 25 };
/** Docker's default is 10 s. */
const limitMs = quick ? 3000 : 10_000;

const proxies = { nginx: nginxVersion(), haproxy: haproxyVersion() };
const packages = { nginx: 'nginx-light', haproxy: 'haproxy' };
for (const proxy of ['nginx', 'haproxy'] as const) {
  if (proxies[proxy] !== undefined) continue;
  console.error(`\n!!! NOTHING WAS TRIED BEHIND ${proxy.toUpperCase()}. It is not to be had on this machine; Debian has it in the package ${packages[proxy]}\n`);
}
const rows = ways.filter(({ proxy }) => proxy === undefined || proxies[proxy] !== undefined).flatMap((way) => way.waysToStop.map((wayToStop) => ({ way, wayToStop })))
  .filter(({ way, wayToStop }) => new RegExp(only).test(`${way.title} ${wayToStop}`));

const versionOf = (name: string) => (JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), 'utf8')) as { version: string }).version;

function versions(): string {
  const python = execFileSync('python3', ['--version'], { encoding: 'utf8' }).trim();
  const packages = ['undici', 'autocannon', 'http-terminator', 'stoppable'].map((name) => `${name} ${versionOf(name)}`);
  return [`Linux ${release().replace(/-.*/, '')}`, `Node ${process.versions.node}`, `nginx ${proxies.nginx}`, `haproxy ${proxies.haproxy}`, python, ...packages].join(', ');
}

// So that what was started is killed.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const lines = [head];
const ours: Measured[] = [];
using workspace = new Workspace();
console.log(head);
for (const { way, wayToStop } of rows) {
  const measured = await measure({ way, wayToStop, restarts: way.proxy === 'haproxy' ? Math.min(40, restarts[wayToStop]) : restarts[wayToStop], limitMs }, workspace.folder);
  lines.push(row(measured));
  console.log(lines.at(-1));
  if (wayToStop !== 'drainServer') continue;
  ours.push(measured);
  for (const what of broken(measured)) {
    process.exitCode = 1;
    console.error(`BROKEN ${way.title}: ${what}`);
  }
}
report(import.meta.url, { summary: summary(ours), text: lines.join('\n'), versions: versions() }, write);
