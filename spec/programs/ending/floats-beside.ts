// floats-beside <reason> <what>: something that was given the signal of a scope rejects while the scope cleans up, and nobody catches that. How the
// block ends is what counts.
import { spawn } from 'node:child_process';
import { EventEmitter, on, once } from 'node:events';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, findInterrupt, watchSignals, type SignalCapture } from 'capture-signals';

const [reason, what] = process.argv.slice(2);
const parent = new AbortController();
const enough = new Error('enough');

const reasons: Record<string, (shutdown: SignalCapture) => unknown> = {
  'it closes': () => {},
  'it is interrupted': () => process.kill(process.pid, 'SIGTERM'),
  'it is cancelled': (shutdown) => shutdown.abort(enough),
  'it is cancelled with a string': (shutdown) => shutdown.abort('enough'),
  'its parent aborts': () => parent.abort(enough),
  'a task fails': (shutdown) => shutdown.spawn(() => Promise.reject(new Error('no database'))),
  'something fails elsewhere': () => setTimeout(() => {
    throw new Error('no database');
  }),
};

const floats: Record<string, (signal: AbortSignal) => unknown> = {
  'a timer': (signal) => void sleep(60_000, undefined, { signal }),
  'a watch': (signal) => void (async () => {
    for await (const _ of watchSignals('SIGHUP', { signal }));
  })(),
  'an event': (signal) => void once(new EventEmitter(), 'never', { signal }),
  'events': (signal) => void (async () => {
    for await (const _ of on(new EventEmitter(), 'never', { signal }));
  })(),
  'a pipeline': (signal) => void pipeline(new PassThrough(), new PassThrough(), { signal }),
  'a stream': (signal) => void Readable.from((async function* () {
    await new Promise(() => {});
  })()).toArray({ signal }),
  'a child': (signal) => void spawn('sleep', ['60'], { signal }),
  'a listener that throws': (signal) => signal.addEventListener('abort', () => signal.throwIfAborted()),
  'a fetch': async (signal) => {
    const server = createServer(() => {}).listen(0, '127.0.0.1').unref();
    await once(server, 'listening');
    void fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { signal });
  },
  'a request': async (signal) => {
    const server = createServer(() => {}).listen(0, '127.0.0.1').unref();
    await once(server, 'listening');
    get({ port: (server.address() as AddressInfo).port, signal });
  },
  'a signal made of it': (signal) => void sleep(60_000, undefined, { signal: AbortSignal.any([signal, new AbortController().signal]) }),
};

process.on('exit', (code) => console.log(`exit ${code}`));
const alive = setInterval(() => {}, 1000);
try {
  await using shutdown = captureSignals('SIGTERM', { signal: parent.signal, uncaught: reason === 'something fails elsewhere' });
  await using _ = {
    async [Symbol.asyncDispose]() {
      await sleep(30);
      console.log('cleaned up');
    },
  };
  await floats[what!]!(shutdown.signal);
  const told = once(shutdown.signal, 'abort'); // not `promise`, which would be told before
  reasons[reason!]!(shutdown);
  if (reason !== 'it closes' && !shutdown.signal.aborted) await told;
} catch (error) {
  if (!findInterrupt(error)) throw error;
}
await sleep(5);
console.log('going on');
clearInterval(alive);
