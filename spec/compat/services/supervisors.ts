/** Services under what supervises them, with the files of `examples/services/deploy`. What is not here is said. */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { unavailableOf, works } from '../../support/debian.ts';
import { freePort } from '../../support/free-port.ts';
import { Child } from '../../support/process.ts';
import { Load, Service } from '../../support/service.ts';
import { until } from '../../support/until.ts';
import { node } from '../runtimes/runtimes.ts';
import type { Trial } from './trial.ts';
import { installed, type Workspace } from './workspace.ts';

const execute = promisify(execFile);
/** The tools, and the Debian packages that have them. */
const tools = { tini: 'tini', 'dumb-init': 'dumb-init', unshare: 'util-linux', 'systemd-analyze': 'systemd' };
const PM2_LIMIT_MS = 15_000;
const limits = { delayMs: 5000, timeoutMs: 15_000, graceMs: 25_000, killMs: 30_000 };

const unavailable = unavailableOf(tools);
const need = (...names: string[]): string | undefined => {
  const missing = names.find((name) => unavailable.has(name));
  return missing && `there is no ${missing}`;
};

interface Pm2 {
  port: number;
  /** All that the processes have written. */
  log(): string;
  run(...args: string[]): Promise<string>;
}

/** PM2 with a home of its own and the settings of ecosystem.config.cjs; whatever happens, its daemon is ended. */
async function withPm2(workspace: Workspace, major: number, mode: 'cluster' | 'fork', trial: (pm2: Pm2) => Promise<void>): Promise<void> {
  const home = mkdtempSync(workspace.path('pm2-'));
  const port = await freePort();
  const config = workspace.path('run.config.cjs');
  const changes = `exec_mode: '${mode}', ${mode === 'fork' ? 'instances: 1, ' : ''}env: { PORT: '${port}', DELAY_MS: '300' }`;
  writeFileSync(config, `const { apps: [app] } = require('./ecosystem.config.cjs');\nmodule.exports = { apps: [{ ...app, ${changes} }] };\n`);
  const env = { ...process.env, PM2_HOME: home, NO_COLOR: '1', PATH: `${join(node(major), '..')}:${process.env['PATH']}` };
  const options = { env, cwd: workspace.folder, timeout: PM2_LIMIT_MS };
  const run = async (...args: string[]) => (await execute(node(major), [installed.path('pm2/bin/pm2'), ...args], options)).stdout;
  const log = () => readdirSync(join(home, 'logs')).map((name) => readFileSync(join(home, 'logs', name), 'utf8')).join('');
  const daemon = () => Number(existsSync(join(home, 'pm2.pid')) && readFileSync(join(home, 'pm2.pid'), 'utf8'));
  let pid = 0;
  try {
    await run('start', config);
    pid = daemon();
    await trial({ port, log, run });
  } finally {
    pid ||= daemon();
    await run('kill').catch((error: Error) => console.error(error.message));
    await until('the daemon of PM2 has ended', () => !isRunning(pid)).catch(() => process.kill(pid, 'SIGKILL'));
  }
}

/** One that has ended and that nobody has waited for is not running. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

const count = (text: string, part: string) => text.split(part).length - 1;
const loadOn = (port: number) => new Load({ port: () => port, isRight: ({ status, body }) => status === 200 && body === 'select /: 1 row\n' });

const pm2Trials: readonly Trial[] = [20, 26].flatMap((major): Trial[] => [
  {
    title: 'PM2, cluster mode', on: `Node ${major}`,
    holds: '`pm2 reload` under load loses no request, `pm2 stop` answers what is in flight; the database is closed each time',
    run: (workspace) => withPm2(workspace, major, 'cluster', async ({ run, port, log }) => {
      await until('the workers listen', () => count(log(), 'Listening on') === 2);
      await using load = loadOn(port);
      await load.more(50);
      await run('reload', 'app');
      await load.more(50);
      await load.stop();
      expect(load).to.deep.include({ failures: [], refused: 0, reset: 0 });
      expect([count(log(), 'SIGINT: '), count(log(), 'Pool closed\n')]).to.deep.equal([2, 2]);
      await stopUnderLoad(run, port, () => count(log(), 'SIGINT: ') === 4);
      expect(count(log(), 'Pool closed\n')).to.equal(4);
    }),
  },
  {
    title: 'PM2, fork mode', on: `Node ${major}`,
    holds: '`pm2 stop` answers what is in flight, and the database is closed',
    run: (workspace) => withPm2(workspace, major, 'fork', async ({ run, port, log }) => {
      await until('the server listens', () => count(log(), 'Listening on') === 1);
      await stopUnderLoad(run, port, () => count(log(), 'SIGINT: ') === 1);
      expect(count(log(), 'Pool closed\n')).to.equal(1);
    }),
  },
]);

/** The load ends once the last process has been told, and has some time left in which it still accepts. */
async function stopUnderLoad(run: Pm2['run'], port: number, isTold: () => boolean): Promise<void> {
  await using load = loadOn(port);
  await load.more(50);
  const stopped = run('stop', 'app');
  await until('the last process is told', isTold);
  await load.stop();
  await stopped;
  expect(load).to.deep.include({ failures: [], refused: 0, reset: 0 });
}

/** The first process of a pid namespace, as seen from here. */
const childOf = (pid: number): number => Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);

const pid1 = (name: string, ...command: string[]): Trial => ({
  title: `PID 1: ${name}`, on: 'Node 26',
  holds: 'the first process is sent SIGTERM: a server drains and ends with exit code 0, a queue worker gives its job back and ends with 143',
  async run(workspace) {
    const missing = need('unshare', ...command.slice(0, 1));
    if (missing) return missing;
    const alone = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child', ...command, node(26)];
    await serverAsPid1(alone, workspace);
    await workerAsPid1(alone, workspace, mkdtempSync(workspace.path('queue-')));
  },
});

async function serverAsPid1(command: string[], workspace: Workspace): Promise<void> {
  await using service = await Service.start(workspace.path('server.js'), { command, env: { DELAY_MS: '100' } });
  const answers = Array.from({ length: 3 }, () => service.get('/'));
  process.kill(childOf(service.child.pid), 'SIGTERM');
  for (const answer of answers) expect(await answer).to.include({ status: 200, body: 'select /: 1 row\n' });
  const { stdout, ...end } = await service.child.ended;
  expect(end).to.deep.equal({ code: 0, signal: null, stderr: '' });
  expect(stdout).to.match(/\nSIGTERM: \d requests in flight\nPool closed\n$/);
}

async function workerAsPid1(command: string[], workspace: Workspace, queue: string): Promise<void> {
  mkdirSync(join(queue, 'queue'), { recursive: true });
  writeFileSync(join(queue, 'queue/job'), '600000');
  await using worker = new Child([...command, workspace.path('queue-worker.js'), queue], {});
  await worker.line('Working');
  await until('the job is taken', () => readdirSync(join(queue, 'taken')).length === 1);
  process.kill(childOf(worker.pid), 'SIGTERM');
  expect(await worker.ended).to.include({ code: 143, signal: null, stderr: '' });
  expect(readdirSync(join(queue, 'queue'))).to.deep.equal(['job']);
}

const systemd: Trial = {
  title: 'systemd, app.service', on: '',
  holds: '`systemd-analyze verify` has nothing to say; it was not run as a service',
  async run(workspace) {
    const missing = need('systemd-analyze');
    if (missing) return missing;
    const unit = readFileSync(workspace.path('app.service'), 'utf8');
    if (!existsSync('/usr/bin/node')) writeFileSync(workspace.path('app.service'), unit.replace('/usr/bin/node', process.execPath));
    const { stdout, stderr } = await execute('systemd-analyze', ['verify', '--man=no', workspace.path('app.service'), workspace.path('app.socket')]);
    expect(stdout + stderr).to.equal('');
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)![1]) * 1000).to.equal(limits.killMs);
  },
};

interface Manifests {
  spec: { template: { spec: { terminationGracePeriodSeconds: number; containers: { readinessProbe: { periodSeconds: number; failureThreshold: number } }[] } } };
}

async function parseYaml(text: string): Promise<any[]> {
  const { parseAllDocuments } = await import(pathToFileURL(installed.path('yaml/dist/index.js')).href).then((yaml) => yaml.default ?? yaml);
  return parseAllDocuments(text).map((document: { errors: unknown[]; toJS(): unknown }) => {
    expect(document.errors).to.deep.equal([]);
    return document.toJS();
  });
}

const manifests: readonly Trial[] = [
  {
    title: 'Kubernetes, kubernetes.yaml', on: '',
    holds: 'it is YAML, and its numbers stand where they belong; it was not run in a cluster',
    async run(workspace) {
      const [deployment, service] = (await parseYaml(readFileSync(workspace.path('kubernetes.yaml'), 'utf8'))) as [Manifests & { kind: string }, { kind: string }];
      expect([deployment.kind, service.kind]).to.deep.equal(['Deployment', 'Service']);
      const { terminationGracePeriodSeconds, containers: [container] } = deployment.spec.template.spec;
      expect(terminationGracePeriodSeconds * 1000).to.equal(limits.killMs);
      expect(container!.readinessProbe.periodSeconds * container!.readinessProbe.failureThreshold * 1000).to.be.below(limits.delayMs);
    },
  },
  {
    title: 'Docker, Dockerfile and compose.yaml', on: '',
    holds: 'it is YAML, and its numbers stand where they belong; nothing was built or run',
    async run(workspace) {
      const [{ services: { app } }] = (await parseYaml(readFileSync(workspace.path('compose.yaml'), 'utf8'))) as [{ services: { app: object } }];
      expect(app).to.include({ init: true, stop_grace_period: `${limits.killMs / 1000}s` });
      expect(readFileSync(workspace.path('Dockerfile'), 'utf8')).to.match(/^CMD \["node", "server.js"\]$/m);
    },
  },
];

export const supervisorTrials: readonly Trial[] = [...pm2Trials, pid1('node itself'), pid1('tini', 'tini', '--'), pid1('dumb-init', 'dumb-init', '--'), systemd, ...manifests];

export function systemVersions(): string {
  const packages = Object.entries(tools).filter(([tool]) => !unavailable.has(tool)).map(([, name]) => name).filter((name) => works('dpkg-query', '-W', name));
  return packages.map((name) => `${name} ${execFileSync('dpkg-query', ['-W', '-f', '${Version}', name])}`).join(', ');
}
