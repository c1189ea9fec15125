// lives <how>: what makes the package look at something that a runtime does not promise. Sends itself its signals.
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, type SignalCapture } from 'capture-signals';

const interrupt = (): void => void process.kill(process.pid, 'SIGINT');

const block = (ms: number): void => {
  for (const until = performance.now() + ms; performance.now() < until;);
};

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await setImmediate();
};

/** For the block, until it has caught what comes of an interrupt. */
async function caught(block: (shutdown: SignalCapture) => Promise<unknown>): Promise<void> {
  await using shutdown = captureSignals();
  await block(shutdown).catch((error: Error) => console.log(`caught ${error.name}`));
}

/** The block is given a server that answers this, and a call for when the request has come. */
async function beside(answer: 'all' | 'half' | 'nothing', block: (url: string) => Promise<unknown>, onRequest = (): unknown => undefined): Promise<void> {
  const server = createServer((_, response) => {
    if (answer === 'all') response.end('all');
    if (answer === 'half') response.write('half');
    onRequest();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await block(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const lives: Record<string, () => Promise<unknown>> = {
  async 'opens and closes'() {
    for (let life = 0; life < 3; life++) {
      const capture = captureSignals(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2']);
      if (life > 0) await sleep(1);
      capture.interruptible(() => {});
      await capture.checkpoint();
      capture.interruptible(() => block(1));
      await turns(life);
      await capture.close();
    }
    await turns(20);
  },
  async 'gives SIGINT back'() {
    await captureSignals('SIGINT').close();
    await turns(20);
  },
  async 'closes with a signal in flight'() {
    const capture = captureSignals('SIGUSR2');
    process.kill(process.pid, 'SIGUSR2');
    await capture.close().catch((error: Error) => console.log(`caught ${error.name}`));
    await turns(20);
  },
  'waits by a signal of any': () => caught(async ({ signal }) => {
    setTimeout(interrupt, 1);
    await sleep(60_000, undefined, { signal: AbortSignal.any([signal, AbortSignal.timeout(60_000)]) });
  }),
  'waits by the signal': () => caught(async ({ signal }) => {
    setTimeout(interrupt, 1);
    await sleep(60_000, undefined, { signal });
  }),
  'waits for the head of an answer': () => caught(({ signal }) => beside('nothing', (url) => fetch(url, { signal }), interrupt)),
  'waits for the body of an answer': () => caught(({ signal }) => beside('half', async (url) => {
    const response = await fetch(url, { signal });
    setTimeout(interrupt, 1);
    await response.text();
  })),
  'crunches what it has fetched': () => caught(({ signal }) => beside('all', async (url) => {
    await (await fetch(url, { signal })).text();
    interrupt();
    await turns(20);
  })),
  async 'is told again while its cleanup blocks'() {
    await using shutdown = captureSignals('SIGINT', { repeatMs: 50 });
    shutdown.defer(() => {
      block(600);
      interrupt();
      block(100);
      writeSync(1, 'cleaned up\n');
    });
    setTimeout(interrupt, 1);
    await sleep(60_000, undefined, { signal: shutdown.signal });
  },
  async 'lets an interrupt go'() {
    await using shutdown = captureSignals('SIGTERM');
    shutdown.defer(() => console.log('cleaned up'));
    setTimeout(() => process.kill(process.pid, 'SIGTERM'), 1);
    await sleep(60_000, undefined, { signal: shutdown.signal });
  },
};

await lives[process.argv[2]!]!();
console.log('went on');
