import { AssertionError, expect } from 'chai';
import { Agent, type IncomingMessage, type RequestOptions, type ServerResponse, request } from 'node:http';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { start, run } from '../support/process.ts';
import { Served, ask, disposable } from '../support/served.ts';

describe('drainServer() under load', function () {
  this.timeout(60_000);

  const ROUNDS = 10;
  it(`loses none of 300 requests, drained at ${ROUNDS} random moments: each is answered in full, named, or was never accepted`, async () => {
    const totals = { answered: 0, named: 0, refused: 0 };
    for (let round = 0; round < ROUNDS; round++) {
      const seed = Math.floor(Math.random() * 2 ** 32);
      const counts = await drainUnderLoad(seed, 300).catch((error: Error) => {
        throw new AssertionError(`seed ${seed}: ${error.message}`);
      });
      for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += counts[key];
    }
    // The moments were such that some came in time and some did not.
    expect(totals.answered).to.be.above(0);
    expect(totals.named + totals.refused).to.be.above(0);
  });

  it('loses none on a real SIGTERM, and the process ends at once, having chosen to exit 0', async () => {
    await using child = await start('http/server', { ready: /^port \d+$/ });
    const port = Number(/port (\d+)/.exec(child.output.stdout)![1]);
    using agent = disposable(new Agent({ keepAlive: true, maxSockets: 50 }));
    const answered = new Set<number>();
    let killed = false;
    await Promise.all(Array.from({ length: 300 }, async (_, id) => {
      try {
        const { body } = await ask({ host: '127.0.0.1', port, path: `/${id}`, agent: id % 2 === 0 ? agent : false });
        if (body.endsWith(`end ${id}\n`)) answered.add(id);
        if (answered.size === 100 && !killed) {
          killed = true;
          child.send('SIGTERM');
        }
      } catch {
        // refused or reset
      }
    }));
    const { code, stdout, stderr } = await child.ended;
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    const accepted = /accepted (.*)/.exec(stdout)![1]!.split(',').map(Number);
    expect(accepted.filter((id) => !answered.has(id))).to.deep.equal([]);
  });

  it('lets a worker of node:cluster end when its block has, with requests answered', async () => {
    await using child = await start('http/cluster', { ready: /^port \d+$/ });
    const port = Number(/port (\d+)/.exec(child.output.stdout)![1]);
    const answers = Array.from({ length: 10 }, () => ask({ host: '127.0.0.1', port, agent: false }));
    for (const _ of answers) await child.line('accepted');
    child.write('stop\n');
    for (const answer of answers) expect(await answer).to.include({ status: 200, connection: 'close', body: 'whole' });
    const { stdout, ...end } = await child.ended;
    expect(end).to.deep.equal({ code: 0, signal: null, stderr: '' });
    expect(stdout).to.match(/worker: end of main\nworker ended 0 null\n$/);
  });

  it('ends in a worker thread', async () => {
    await using child = await start('http/serves-in-a-worker', { ready: false });
    expect(await child.ended).to.deep.equal({ code: 0, signal: null, stdout: 'served\ndrained\n', stderr: '' });
  });

  it('keeps nothing of a request that is over, in a server that runs for long', async () => {
    const { stdout, ...end } = await run('http/forgets-requests', { execArgv: ['--expose-gc'] });
    expect(end).to.deep.equal({ code: 0, signal: null, stderr: '' });
    expect(stdout).to.equal('of 1000 requests at most 10 are left: true\n');
  });

  for (const [protocol, kind] of [['http', 'get'], ['http', 'pipelined'], ['http', 'early'], ['https', 'get'], ['https', 'early'], ['http2', 'get']] as const) {
    it(`keeps no request and no answer on a connection that is idle (${protocol}, ${kind})`, async () => {
      expect(await run('http/holds-nothing', { args: [protocol, kind], execArgv: ['--expose-gc'] })).to.deep.equal(
        { code: 0, signal: null, stdout: 'of the requests of 20 connections those of at most one are left: true\n', stderr: '' });
    });
  }
});

const LINGER_MS = 100;

/** Drains while requests of all kinds are under way; throws when one is lost. */
async function drainUnderLoad(seed: number, requests: number): Promise<{ answered: number; named: number; refused: number }> {
  const random = randomNumbers(seed);
  const pick = (below: number) => Math.floor(random() * below);
  const timeoutMs = random() < 0.4 ? pick(10) : undefined;
  await using served = await Served.start({ delayMs: random() < 0.3 ? pick(10) : 0, lingerMs: LINGER_MS, timeoutMs });
  using agent = disposable(new Agent({ keepAlive: true, maxSockets: 20 }));
  const accepted = new Set<string>();
  const drainAt = 1 + pick(requests);
  served.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    accepted.add(request.url!);
    if (accepted.size === drainAt) served.begin();
    void answer(request.url!, response);
  });

  async function answer(path: string, response: ServerResponse): Promise<void> {
    const inPieces = random() < 0.5;
    if (random() < 0.02) await setTimeout(400);
    for (let piece = pick(4); piece >= 0; piece--) {
      if (inPieces) response.write('x'.repeat(pick(20_000)));
      await (random() < 0.5 ? setImmediate() : setTimeout(pick(6)));
    }
    response.end(`end ${path}\n`);
  }

  const texts = new Map<string, string>();
  const failedOnReused: string[] = [];
  /** When a connection was used last. One that waits longer than the linger may be closed just as it is used again, as with any server. */
  const usedAt = new WeakMap<object, number>();
  async function askOne(path: string): Promise<void> {
    let connection: object | undefined;
    let idleMs = Infinity;
    const keep = (options: RequestOptions) => request(options).once('socket', (socket) => {
      connection = socket;
      idleMs = performance.now() - (usedAt.get(socket) ?? -Infinity);
    });
    const options = { host: '127.0.0.1', port: served.port, path, agent: random() < 0.5 ? agent : false };
    const body = await ask(options, keep as typeof request).then((answer) => answer.body, () => '');
    texts.set(path, body);
    if (connection) usedAt.set(connection, performance.now());
    if (body === '' && idleMs < LINGER_MS / 2) failedOnReused.push(path);
  }
  async function askPipelined(paths: string[]): Promise<void> {
    try {
      await using client = await served.raw(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));
      await client.until(`end ${paths.at(-1)}\n`).catch(() => {});
      for (const path of paths) texts.set(path, client.heard);
    } catch {
      // refused
    }
  }
  const asking: Promise<void>[] = [];
  for (let id = 0; id < requests; ) {
    const many = random() < 0.1 ? Math.min(3, requests - id) : 1;
    const paths = Array.from({ length: many }, () => `/${id++}`);
    asking.push(many === 1 ? askOne(paths[0]!) : askPipelined(paths));
    if (random() < 0.1) await setTimeout(pick(30));
  }
  await Promise.all(asking);
  served.begin();
  const error = await served.drained().then(() => undefined, (reason: Error) => reason);
  const named = new Set([...(error?.message.matchAll(/GET (\/\d+)/g) ?? [])].map(([, path]) => path!));

  let answered = 0;
  for (const path of accepted) {
    const isAnswered = texts.get(path)?.includes(`end ${path}\n`) ?? false;
    if (isAnswered) answered++;
    else if (!named.has(path)) throw new Error(`${path} was accepted and lost; answered ${answered}, ${error?.message ?? 'no error'}`);
  }
  // A limit ends the linger, too: what was on its way has reached nobody then.
  const lost = timeoutMs === undefined ? failedOnReused.filter((path) => !named.has(path)) : [];
  if (lost.length > 0) throw new Error(`${lost.join(', ')} failed on connections that had been used before`);
  return { answered, named: named.size, refused: requests - accepted.size };
}

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
