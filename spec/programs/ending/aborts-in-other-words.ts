// aborts-in-other-words <what> <when>: an API that was given the signal, or heard of the interrupt otherwise, throws an error of its own.
import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const [what, when] = process.argv.slice(2);

class CanceledError extends Error {
  override name = 'CanceledError';
  code = 'ERR_CANCELED';
}
class APIUserAbortError extends Error {}
class RequestAbortedError extends Error {
  override name = 'AbortError';
  code = 'UND_ERR_ABORTED';
}
class FetchError extends Error {
  override name = 'AbortError';
  type = 'aborted';
}

const aborted = (signal: AbortSignal): Promise<void> => new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve())));

async function throws(signal: AbortSignal, make: () => unknown): Promise<never> {
  await aborted(signal);
  throw make();
}

async function* rows(): AsyncGenerator<number> {
  for (let row = 0; ; row++) {
    await sleep(5);
    yield row;
  }
}

const ways: Record<string, (signal: AbortSignal) => Promise<unknown>> = {
  'forEach of a stream': (signal) => Readable.from(rows()).forEach(() => {}, { signal }),
  'map of a stream': (signal) => Readable.from(rows()).map((row) => row, { signal }).toArray(),
  'reduce of a stream': (signal) => Readable.from(rows()).reduce((sum, row) => sum + row, 0, { signal }),
  'the body of a request': async (signal) => {
    const server = createServer((_request, response) => void response.write('half of it')).listen(0, '127.0.0.1').unref();
    await once(server, 'listening');
    const [response] = (await once(get({ port: (server.address() as AddressInfo).port, signal }), 'response')) as [IncomingMessage];
    kill();
    for await (const _ of response);
  },
  'an axios': (signal) => throws(signal, () => new CanceledError('canceled')),
  'an SDK': (signal) => throws(signal, () => new APIUserAbortError('Request was aborted.')),
  'an undici': (signal) => throws(signal, () => new RequestAbortedError('Request aborted')),
  'a node-fetch': (signal) => throws(signal, () => new FetchError('The user aborted a request.')),
  'a got': (signal) => throws(signal, () => Object.assign(new Error('This operation was aborted.'), { name: 'AbortError', code: 'ERR_ABORTED' })),
  'an older got': (signal) => throws(signal, () => Object.assign(new Error('Promise was canceled'), { name: 'CancelError', code: 'ERR_CANCELED' })),
  'an abort of the platform': (signal) => throws(signal, () => new DOMException('This operation was aborted', 'AbortError')),
  'an abort with a reason of its own': (signal) => throws(signal, () => AbortSignal.abort().reason),
  'a cause': (signal) => throws(signal, () => new Error('could not load', { cause: new CanceledError('canceled') })),
  'several': (signal) => throws(signal, () => new AggregateError([new CanceledError('one'), new DOMException('two', 'AbortError')])),
  'an abort and a bug': (signal) => throws(signal, () => new AggregateError([new CanceledError('one'), new Error('a bug')])),
  'a time limit': (signal) => throws(signal, () => new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
  'an abort by a time limit': (signal) => throws(signal, () => Object.assign(new Error('aborted', { cause: new DOMException('too late', 'TimeoutError') }), { name: 'AbortError' })),
  'a bug': (signal) => throws(signal, () => new Error('a bug')),
  'a bug named after one': (signal) => throws(signal, () => new Error('AbortError: aborted')),
};

const kill = () => process.kill(process.pid, 'SIGINT');
/** The body of a request is to be there by then. */
const interrupt = () => what !== 'the body of a request' && kill();

process.on('exit', (code) => console.log(`exit ${code}`));
const alive = setInterval(() => {}, 1000);
const work = ways[what!]!;

async function main(): Promise<void> {
  await using shutdown = captureSignals();
  await using _ = {
    async [Symbol.asyncDispose]() {
      clearInterval(alive);
      await sleep(10);
      console.log('cleaned up');
    },
  };
  if (when === 'never') return void (await work(AbortSignal.timeout(20)));
  interrupt();
  await work(shutdown.signal);
}

if (when === 'in run') {
  await captureSignals().run(async (shutdown) => {
    shutdown.defer(() => console.log('cleaned up'));
    interrupt();
    await work(shutdown.signal).finally(() => clearInterval(alive));
  });
} else if (when === 'raced') {
  const shutdown = captureSignals();
  interrupt();
  await shutdown.race(work(shutdown.signal)).finally(() => clearInterval(alive)).finally(() => shutdown.close()).finally(() => console.log('cleaned up'));
} else if (when === 'floating') {
  void main();
} else {
  await main();
}
