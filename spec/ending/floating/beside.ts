import { spawn } from 'node:child_process';
import { EventEmitter, on, once } from 'node:events';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, findInterrupt, watchSignals, type SignalCapture } from 'capture-signals';

const enough = new Error('enough');

/** What the block is ended by; `raise` brings a signal. */
const reasons: Record<string, (shutdown: SignalCapture, parent: AbortController, raise: (signal: 'SIGTERM') => void) => unknown> = {
  'it closes': () => {},
  'it is interrupted': (_shutdown, _parent, raise) => raise('SIGTERM'),
  'it is cancelled': (shutdown) => shutdown.abort(enough),
  'it is cancelled with a string': (shutdown) => shutdown.abort('enough'),
  'its parent aborts': (_shutdown, parent) => parent.abort(enough),
  'a task fails': (shutdown) => shutdown.spawn(() => Promise.reject(new Error('no database'))),
  'something fails elsewhere': () => setTimeout(() => {
    throw new Error('no database');
  }),
};

/** What is given the signal, and rejects while the scope cleans up. */
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

export const WHAT = Object.keys(floats);
export const REASONS = Object.keys(reasons);

/** What differs most, for reasons that are like another. */
const SOME = ['a timer', 'a stream', 'a fetch'];
const ALIKE = new Set(['it is cancelled with a string', 'its parent aborts', 'something fails elsewhere']);
export const whatFor = (reason: string): readonly string[] => (ALIKE.has(reason) ? SOME : WHAT);

/** A block that is ended while something floats that nobody catches. It catches nothing but interrupts. */
export async function floatBeside(reason: string, what: string, say: (line: string) => void, raise: (signal: 'SIGTERM') => void): Promise<void> {
  const parent = new AbortController();
  try {
    await using shutdown = captureSignals('SIGTERM', { signal: parent.signal, uncaught: reason === 'something fails elsewhere' });
    await using _ = {
      async [Symbol.asyncDispose]() {
        await sleep(30);
        say('cleaned up');
      },
    };
    await floats[what]!(shutdown.signal);
    const told = once(shutdown.signal, 'abort'); // not `promise`, which would be told before
    reasons[reason]!(shutdown, parent, raise);
    if (reason !== 'it closes' && !shutdown.signal.aborted) await told;
  } catch (error) {
    if (!findInterrupt(error)) throw error;
  }
  await sleep(5);
  say('going on');
}
