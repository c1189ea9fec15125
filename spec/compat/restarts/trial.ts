import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Child } from '../../support/process.ts';
import { cannon } from './clients/autocannon.ts';
import type { Client } from './clients/client.ts';
import { nodeHttp2 } from './clients/http2.ts';
import { nodeHttp } from './clients/node-http.ts';
import { python } from './clients/python.ts';
import { undici } from './clients/undici.ts';
import { webSocket } from './clients/web-socket.ts';
import { startHaproxy } from './haproxy.ts';
import { failedBehind, startNginx } from './nginx.ts';
import { Outcomes } from './outcomes.ts';
import { DELAY_MS, FORCED, type Protocol, type Report, type Way, type WayToStop } from './ways.ts';

/** The service that speaks HTTP/2 speaks HTTP/1, too. */
const clientsOf: Record<Protocol, readonly Client[]> = {
  http: [nodeHttp, undici, cannon, python],
  https: [nodeHttp, undici, cannon, python],
  http2: [nodeHttp2, nodeHttp, python],
  h2c: [nodeHttp, undici, python], // of the proxy
};

export interface Measured {
  way: Way;
  wayToStop: WayToStop;
  /** From SIGTERM to the exit, one for each stop under load. */
  stopMs: number[];
  /** Stops that took longer than the service was given. */
  forced: number;
  outcomes: Outcomes;
  accepted: Set<string>;
  /** Requests that a service has accepted and, by its own account, not answered. */
  unanswered: Set<string>;
  /** What a service wrote to stderr, and exit codes other than 0 of those that were not forced. */
  complaints: string[];
}

export interface Plan {
  way: Way;
  wayToStop: WayToStop;
  restarts: number;
  /** What a service is given to stop, where it is not drainServer() that stops it. Then it is ended. */
  limitMs: number;
}

/** Restarts the service while clients ask. `folder` is where the program is, and for files. */
export async function measure({ way, wayToStop, restarts, limitMs }: Plan, folder: string): Promise<Measured> {
  const measured: Measured = { way, wayToStop, stopMs: [], forced: 0, outcomes: new Outcomes(), accepted: new Set(), unanswered: new Set(), complaints: [] };
  const started: AsyncDisposable[] = [];
  try {
    const instances: Instance[] = [];
    for (let i = 0; i < (way.proxy ? 2 : 1); i++) {
      const instance = new Instance(measured, limitMs, await freePort(), folder);
      instances.push(instance);
      started.push(instance);
      await instance.start();
    }
    const port = way.proxy ? await freePort() : instances[0]!.port;
    const ports = instances.map((instance) => instance.port);
    const nginx = way.proxy === 'nginx' ? await startNginx(folder, port, ports) : undefined;
    if (nginx) started.push(nginx);
    if (way.proxy === 'haproxy') started.push(await startHaproxy(folder, port, ports, way));
    if (way.isChecked) await setTimeout(500); // until both are known to be ready
    const over = new AbortController();
    const load = Promise.all([...clientsOf[way.protocol], ...(way.proxy === 'haproxy' && way.protocol === 'http' ? [webSocket] : [])].map((client) => client({ protocol: way.protocol === 'http' || way.proxy ? 'http:' : 'https:', port, outcomes: measured.outcomes, over: over.signal })));
    load.catch(() => {}); // awaited below
    for (let i = 0; i < restarts; i++) {
      await setTimeout(50 + Math.random() * 350);
      const instance = instances[i % instances.length]!;
      measured.stopMs.push(await instance.stop());
      await instance.start();
      if (way.isChecked) await setTimeout(500); // until it is known to be ready
    }
    over.abort();
    await load;
    for (const [id, isReused] of nginx ? failedBehind(nginx) : []) measured.outcomes.explain502(id, isReused ? 'failed on a reused connection' : 'reset on a new connection');
    // Nobody asks any more: how long these stops take is not measured.
    for (const instance of instances) await instance.stop();
  } finally {
    for (const each of started) await each[Symbol.asyncDispose]();
  }
  return measured;
}

class Instance implements AsyncDisposable {
  readonly port: number;
  readonly #measured: Measured;
  readonly #limitMs: number;
  readonly #folder: string;
  readonly #reportFile: string;
  #child: Child | undefined;

  constructor(measured: Measured, limitMs: number, port: number, folder: string) {
    this.port = port;
    this.#measured = measured;
    this.#limitMs = limitMs;
    this.#folder = folder;
    this.#reportFile = join(folder, `report-${port}.json`);
  }

  async start(): Promise<void> {
    const { way, wayToStop } = this.#measured;
    this.#child = new Child([process.execPath, join(this.#folder, 'service.js'), way.protocol, wayToStop, String(this.port), this.#reportFile, String(this.#limitMs)], { env: { DELAY_MS: String(way.isChecked ? DELAY_MS : 0) } });
    await this.#child.line('ready');
  }

  /** Gives how long it took. */
  async stop(): Promise<number> {
    const child = this.#child!;
    const exited = once(child.process, 'exit');
    const begin = performance.now();
    child.send('SIGTERM');
    await exited;
    const ms = performance.now() - begin;
    const { code, signal, stderr } = await child.ended;
    const { accepted, unanswered } = JSON.parse(readFileSync(this.#reportFile, 'utf8')) as Report;
    for (const id of accepted) this.#measured.accepted.add(id);
    for (const id of unanswered) this.#measured.unanswered.add(id);
    if (code === FORCED) this.#measured.forced++;
    else if (code !== 0 || stderr !== '') this.#measured.complaints.push(`ended with ${signal ?? code} ${stderr}`.trim());
    return ms;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child?.[Symbol.asyncDispose]();
  }
}

/** Below those that the system gives to clients: one of them that asks while nobody listens would find itself there. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(() => true, () => false);
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}
