/**
 * A real service is restarted at random moments, under the load of real clients, behind nginx, haproxy and without, with drainServer() and with the other ways to
 * stop a server. What the others do, and how long a stop takes, is told and not judged.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { bundle } from '../../support/compiled.ts';
import { link } from '../folder.ts';
import { Installed } from '../installed.ts';
import type { Cell, Suite } from '../suite.ts';
import { haproxyVersion } from './haproxy.ts';
import { nginxVersion } from './nginx.ts';
import { broken, summary, table } from './table.ts';
import { type Measured, measure } from './trial.ts';
import { type Way, type WayToStop, ways } from './ways.ts';

interface WayCell extends Cell {
  readonly way: Way;
  readonly on: WayToStop;
}

const installed = new Installed(import.meta.url);
const proxies = { nginx: nginxVersion(), haproxy: haproxyVersion() };
const measured = new Map<Cell, Measured>();

/** Fewer where a stop takes as long as it may. */
const restarts: Record<WayToStop, number> = { 'drainServer': 100, 'server.close()': 10, 'server[Symbol.asyncDispose]()': 5, 'http-terminator': 25, 'stoppable': 25 };
const quickRestarts: Record<WayToStop, number> = { 'drainServer': 10, 'server.close()': 1, 'server[Symbol.asyncDispose]()': 1, 'http-terminator': 2, 'stoppable': 2 };
/** Docker's default is 10 s. */
const LIMIT_MS = 10_000;
const QUICK_LIMIT_MS = 3000;

export const suite: Suite<WayCell> = {
  cells: ways.flatMap((way) => way.waysToStop.map((on) => ({ title: way.title, on, way }))),
  shortfalls: [],
  // One request that is lost in a hundred restarts is one too many.
  isFinal: true,

  async open(folder, _cells, isQuick) {
    for (const name of ['http-terminator', 'stoppable']) link(installed.path(name), folder.join('node_modules', name));
    bundle(['spec/compat/restarts/service.ts'], folder.path, '--packages=external');
    writeFileSync(folder.join('package.json'), '{ "type": "module" }');
    return {
      async try(cell) {
        const { title, on, way } = cell;
        if (way.proxy !== undefined && proxies[way.proxy] === undefined) return { untried: `there is no ${way.proxy}` };
        const times = (isQuick ? quickRestarts : restarts)[on];
        const plan = { way, wayToStop: on, restarts: way.proxy === 'haproxy' ? Math.min(40, times) : times, limitMs: isQuick ? QUICK_LIMIT_MS : LIMIT_MS };
        const came = await measure(plan, folder.path);
        measured.set(cell, came);
        const shown = `${came.stopMs.length} restarts, ${came.outcomes.count('answered')} answered`;
        return { shown, checks: on === 'drainServer' ? [{ title, came: broken(came).join('; ') || undefined }] : [] };
      },
    };
  },

  summary: (results) => summary(results.filter(({ cell }) => cell.on === 'drainServer').flatMap(({ cell }) => measured.get(cell) ?? [])),
  table: (results) => table(results.flatMap(({ cell }) => measured.get(cell) ?? [])),

  versions() {
    const python = execFileSync('python3', ['--version'], { encoding: 'utf8' }).trim();
    const packages = ['undici', 'autocannon', 'http-terminator', 'stoppable'].map((name) => `${name} ${installed.version(name)}`);
    const found = Object.entries(proxies).filter(([, version]) => version !== undefined).map((proxy) => proxy.join(' '));
    return [`Linux ${release().replace(/-.*/, '')}`, `Node ${process.versions.node}`, ...found, python, ...packages];
  },
};
