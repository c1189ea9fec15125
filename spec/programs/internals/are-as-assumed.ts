// are-as-assumed: tells of each thing that is read and that no runtime promises whether it is as `src/process/internals.ts` assumes, in one line of JSON.
import { AsyncResource } from 'node:async_hooks';
import { spawn } from 'node:child_process';
import { EventEmitter, getEventListeners, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import * as internals from '../../../src/process/internals.ts';

const nothing = () => {};
const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await setImmediate();
};
/** How many check phases after the one in which it is closed the handle of a signal goes; 9: it never does. */
async function turnsUntilGone(signal?: NodeJS.Signals): Promise<number> {
  const gone = new Set<number>();
  const hook = internals.hookDestroy((id) => gone.add(id));
  await turns(2);
  const before = internals.nextId();
  process.on('SIGUSR2', nothing);
  const handle = internals.madeSince(before);
  if (signal) process.kill(process.pid, signal);
  for (const until = performance.now() + 5; performance.now() < until;);
  process.off('SIGUSR2', nothing);
  hook?.enable();
  let turn = 0;
  while (!gone.has(handle!) && turn++ < 9) await setImmediate();
  hook?.disable();
  return turn;
}

/** Whether this bit is set in what the system says of the process: signals that are caught, say. */
const saysOfSignals = (what: string, number: number): boolean => {
  const [, mask] = new RegExp(`^${what}:\\s*(\\w+)`, 'm').exec(readFileSync('/proc/self/status', 'utf8'))!;
  return ((BigInt(`0x${mask}`) >> BigInt(number - 1)) & 1n) === 1n;
};

async function rejectionWith(reason: unknown): Promise<boolean> {
  const uncaught = new Promise((resolve) => process.once('uncaughtException', resolve));
  void Promise.reject(reason);
  return internals.standsFor(await uncaught, reason);
}

/** Whether what aborts tells a fetch, which is under way or has ended. */
async function tellsFetch(path: 'whole' | 'half'): Promise<boolean> {
  const server = createServer((request, response) => (request.url === '/whole' ? response.end('whole') : response.write('half'))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const controller = new AbortController();
  internals.followRequests();
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`, { signal: controller.signal });
  const text = response.text().catch(nothing);
  if (path === 'whole') await text;
  const [listener] = getEventListeners(controller.signal, 'abort');
  if (!internals.isOfFetch(listener)) throw new Error('it is not a listener of fetch');
  const isTold = internals.isFetchTold(controller.signal, () => controller.abort(controller.signal));
  internals.unfollowRequests();
  server.closeAllConnections();
  server.close();
  return isTold;
}

const facts: Record<string, () => boolean | Promise<boolean>> = {
  'what a worker has in the place of process.abort has a mark, and another name': async () => {
    const look = "const { name, disabled } = process.abort; require('node:worker_threads').parentPort.postMessage(name !== 'abort' && disabled === true)";
    const [isMarked] = (await once(new Worker(look, { eval: true }), 'message')) as [boolean];
    return isMarked && internals.isMainThread();
  },
  'ids of asynchronous resources are consecutive'() {
    const before = internals.nextId();
    const id = new AsyncResource('one').asyncId();
    return internals.madeSince(before) === id && internals.madeSince(before) === undefined;
  },
  'the first listener of a signal makes one resource'() {
    const before = internals.nextId();
    process.on('SIGUSR2', nothing);
    const made = internals.madeSince(before);
    process.on('SIGUSR2', nothing).removeAllListeners('SIGUSR2');
    return made !== undefined;
  },
  'with a channel to the parent it makes one more': async () => {
    const look = "const id = () => new (require('node:async_hooks').AsyncResource)('one').asyncId(); const before = id();"
      + "process.on('SIGUSR2', () => {}); process.send(id() - before - 1, () => process.exit())";
    const [made] = (await once(spawn(process.execPath, ['-e', look], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] }), 'message')) as [number];
    return made === 2;
  },
  'a handle that is closed in the check phase has gone by the next': async () => (await turnsUntilGone()) === 1,
  'one with a signal in it goes a turn later': async () => (await turnsUntilGone('SIGUSR2')) === 2,
  'the signals that AbortSignal.any makes can be seen where somebody listens'() {
    const { signal } = new AbortController();
    const dependent = AbortSignal.any([AbortSignal.any([signal]), new AbortController().signal]);
    dependent.onabort = nothing;
    return internals.dependentsOf(signal)!.includes(dependent);
  },
  'onabort = null leaves an empty handler'() {
    const { signal } = new AbortController();
    signal.onabort = nothing;
    const [handler] = getEventListeners(signal, 'abort');
    if (internals.isEmptyHandler(handler)) return false;
    signal.onabort = null;
    return getEventListeners(signal, 'abort').every(internals.isEmptyHandler);
  },
  'a fetch that is under way is told in the abort': () => tellsFetch('half'),
  'a fetch that has ended is not, and leaves its listener': async () => !(await tellsFetch('whole')),
  'breakOnSigint leaves a handler of the runtime behind'() {
    process.on('SIGINT', nothing).off('SIGINT', nothing);
    if (saysOfSignals('SigCgt', 2)) return false;
    internals.putBackSigint();
    return saysOfSignals('SigCgt', 2);
  },
  'the limit of listeners follows the default after it was lifted'() {
    internals.quietly(() => process.on('SIGUSR2', nothing));
    process.off('SIGUSR2', nothing);
    EventEmitter.defaultMaxListeners++;
    return process.getMaxListeners() === EventEmitter.defaultMaxListeners--;
  },
  'a stream tells that it has failed': async () => {
    const stream = new PassThrough().on('error', nothing);
    const before = internals.hasFailed(stream);
    stream.destroy(new Error('EPIPE'));
    await turns(2);
    return !before && internals.hasFailed(stream);
  },
  'a rejection with what is no error is told in words': async () => {
    class Reason {}
    for (const reason of ['a string', 7, undefined, null, {}, new Reason(), [1], Object.create(null)]) if (!(await rejectionWith(reason))) return false;
    return !internals.standsFor(new Error('another'), 'a string');
  },
  'a monitor can still add a listener for uncaught errors': async () => {
    const error = new Error('uncaught');
    const heard: unknown[] = [];
    process.once('uncaughtExceptionMonitor', () => process.once('uncaughtException', (one) => heard.push(one)));
    void Promise.reject(error);
    await sleep(1);
    return heard[0] === error;
  },
  'a listener for late handling keeps the warning away': async () => {
    const heard: unknown[] = [];
    const onWarning = (warning: unknown): unknown => heard.push(warning);
    process.on('warning', onWarning);
    process.once('uncaughtException', nothing).once('rejectionHandled', nothing);
    const promise = Promise.reject(new Error('handled late'));
    await sleep(1);
    promise.catch(nothing);
    await sleep(1);
    process.off('warning', onWarning);
    return heard.length === 0;
  },
  'the system tells which signals are ignored': () => ((internals.ignoredSignals() >> 12n) & 1n) === 1n, // SIGPIPE, by the runtime itself
};

const found: Record<string, unknown> = {};
for (const [name, look] of Object.entries(facts)) {
  const answer = Promise.resolve().then(look).catch((error: Error) => error.message);
  found[name] = await Promise.race([answer, sleep(1000, 'no answer', { ref: true })]);
}
console.log(JSON.stringify(found));
process.exit();
