import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const resource = (name: string) => ({
  async [Symbol.asyncDispose]() {
    await setTimeout(10);
    console.log(name);
  },
});

const ways: Record<string, (signal: AbortSignal) => Promise<unknown>> = {
  timer: (signal) => setTimeout(60_000, undefined, { signal }),
  pipeline: (signal) => pipeline(new PassThrough(), new PassThrough(), { signal }),
  once: (signal) => once(process, 'nothing', { signal }),
  child: async (signal) => {
    await once(spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { signal }), 'exit');
  },
  fetch: async (signal) => {
    const server = createServer(() => {}).listen(0, '127.0.0.1');
    await once(server, 'listening');
    server.unref();
    await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { signal });
  },
};

process.on('exit', (code) => console.log(`exit ${code}`));
await using shutdown = captureSignals(['SIGINT', 'SIGTERM']);
await using _first = resource('first');
await using _second = resource('second');
const keepAlive = setInterval(() => {}, 60_000);
const work = ways[process.argv[2]!]!(shutdown.signal);
console.log('ready');
await work.finally(() => clearInterval(keepAlive));
