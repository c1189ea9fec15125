// What a user writes, checked with `@types/node` or with the `dom` lib, and with nothing but what both have.
import {
  captureSignals, findInterrupt, InterruptError, raiseSignal, watchSignals,
  type CaptureOptions, type SignalCapture, type SignalEvent, type SignalName, type SignalWatch, type WatchOptions,
} from 'capture-signals';
import * as main from 'capture-signals';
import { drainServer, type DrainableServer, type DrainOptions } from 'capture-signals/http';
import * as http from 'capture-signals/http';
import { mockSignals, type MockSignals } from 'capture-signals/testing';
import * as testing from 'capture-signals/testing';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;
declare function same<A, B>(...proof: Same<A, B> extends true ? [] : [never]): void;

// A new export is a decision.
same<keyof typeof main, 'captureSignals' | 'watchSignals' | 'raiseSignal' | 'InterruptError' | 'findInterrupt'>();
same<keyof typeof http, 'drainServer'>();
same<keyof typeof testing, 'mockSignals'>();

export async function block(url: string, parent: AbortSignal): Promise<number> {
  await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 10_000, signal: parent });
  same<typeof shutdown, SignalCapture>();
  same<typeof shutdown.signal, AbortSignal>();
  same<typeof shutdown.promise, Promise<SignalName | undefined>>();
  same<typeof shutdown.interrupted, InterruptError | undefined>();
  const response = await fetch(url, { signal: shutdown.signal });
  shutdown.signal.throwIfAborted();
  shutdown.signal.addEventListener('abort', () => {}, { once: true });

  const task = shutdown.spawn(async (signal) => {
    same<typeof signal, AbortSignal>();
    return response.status;
  }, 'name');
  same<typeof task, Promise<number>>();
  same<ReturnType<typeof shutdown.checkpoint>, Promise<void>>();
  const raced = shutdown.race(Promise.resolve('text'));
  same<typeof raced, Promise<string>>();
  const computed = shutdown.interruptible(() => [1, 2]);
  same<typeof computed, number[]>();
  const thenable: PromiseLike<5> = task.then(() => 5 as const);
  same<Awaited<ReturnType<typeof shutdown.race<5>>>, 5>();
  await shutdown.race(thenable);
  await shutdown.checkpoint();

  shutdown.defer(() => {}, 'name');
  shutdown.defer(async () => response.text());
  const ran = captureSignals({ graceMs: 5 }).run(async (own) => {
    same<typeof own, SignalCapture>();
    return response.status;
  });
  same<typeof ran, Promise<number>>();
  same<ReturnType<typeof shutdown.run<string>>, Promise<string>>();
  await captureSignals().run(() => 'text');

  shutdown.abort();
  shutdown.abort(new Error('enough'));
  const closed: Promise<void> = shutdown.close();
  const disposed: PromiseLike<void> = shutdown[Symbol.asyncDispose]();
  await closed;
  await disposed;
  return task;
}

export function options(): void {
  captureSignals();
  captureSignals('SIGINT');
  captureSignals(['SIGINT', 'SIGHUP'] as const);
  captureSignals(new Set<SignalName>(['SIGQUIT']));
  captureSignals(undefined, {});
  captureSignals({});
  captureSignals({ watchdog: true, graceMs: undefined });
  captureSignals('SIGBREAK', { graceMs: undefined, repeatMs: 0, drainMs: 5, exclusive: true, uncaught: false });
  captureSignals('SIGINT', {
    onSignal(event) {
      same<typeof event, SignalEvent>();
      same<typeof event.signal, SignalName>();
      same<typeof event.count, number>();
      event.preventDefault();
    },
  });
  const given: CaptureOptions = { onSignal: () => {} };
  captureSignals('SIGINT', given);
  captureSignals(['SIGTERM'], { signal: AbortSignal.timeout(5), onSignal: undefined, uncaught: undefined });
  const event: SignalEvent = { signal: 'SIGINT', count: 1, preventDefault() {} };
  given.onSignal?.(event);
  raiseSignal('SIGTERM');
  raiseSignal('SIGKILL');
  raiseSignal('SIGSTOP');
}

export async function watch(options: WatchOptions): Promise<void> {
  await using stream = watchSignals('SIGHUP', options);
  same<typeof stream, SignalWatch>();
  for await (const signal of stream) same<typeof signal, SignalName>();
  for await (const signal of watchSignals(['SIGHUP', 'SIGUSR2'])) void (signal === 'SIGHUP');
  const iterator: AsyncIterator<SignalName> = stream[Symbol.asyncIterator]();
  void iterator;
  await stream.close();
}

export function errors(error: unknown): number {
  const interrupt = findInterrupt(error);
  same<typeof interrupt, InterruptError | undefined>();
  if (error instanceof InterruptError) same<typeof error.signal, SignalName>();
  same<typeof main.InterruptError.prototype.exitCode, number>();
  same<typeof main.InterruptError.prototype.name, 'AbortError'>();
  same<typeof main.InterruptError.prototype.code, 'ABORT_ERR'>();
  const made: Error = new InterruptError('SIGINT');
  return interrupt?.exitCode ?? made.message.length;
}

export async function server(server: DrainableServer, signal: AbortSignal): Promise<void> {
  const given: DrainOptions = { signal: undefined, delayMs: 0 };
  drainServer(server, given);
  await using drain = drainServer(server, { signal, delayMs: 5, timeoutMs: undefined });
  const disposable: AsyncDisposable = drain;
  void disposable;
  drainServer(server);
}

export async function mocked(): Promise<string | number> {
  using signals = mockSignals();
  same<typeof signals, MockSignals>();
  signals.send('SIGINT');
  same<typeof signals.listening, readonly SignalName[]>();
  const ending = await signals.ending;
  return 'signal' in ending ? ending.signal : ending.code;
}
