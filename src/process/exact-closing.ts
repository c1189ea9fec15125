/**
 * Taking listeners off without losing a signal.
 *
 * The kernel hands a signal to libuv's handler, which queues it for the loop. The listener of a signal that is taken off in between never
 * runs. On Node that shows: libuv keeps a closed handle until what it has caught is dispatched, and the hooks of `node:async_hooks` tell
 * when a handle goes. Closed in the check phase, a quiet handle has gone by the next one, and one with a signal in it by the one after. In
 * other phases the event loop polls before it lets handles go, so that both look the same: {@link remove} is for the check phase alone.
 *
 * When a handle goes is promised nowhere. So a quiet one is closed beside them: while that has not gone either nothing is known, and no signal is taken for
 * one that was caught. Nothing is known either where the program listens to the signal of the quiet one itself.
 *
 * What can still be lost is what comes in the few microseconds in which libuv itself takes its handler off: the kernel then hands the
 * signal to another thread, whose handler waits for libuv and finds nobody to tell. Nothing in JavaScript can see that.
 *
 * Tried and rejected: rehearsing the removal, so that its code is compiled when it matters (it lost 14 of 1000 signals aimed at the half
 * millisecond around a first closing).
 */
import { hookDestroy, madeSince, nextId, quietly } from './internals.ts';
import { process, setImmediate } from '../platform/builtins.ts';
import { RUNTIME } from '../platform/platform.ts';
import { ignoreAgain } from './ignored.ts';
import type { SignalName } from '../interrupts/names.ts';

/** The handle below the first listener of a signal; `undefined` where nothing can be told of it. */
export type Handle = number | undefined;

export interface Removal {
  readonly name: SignalName;
  readonly listener: () => void;
  readonly handle: Handle;
}

const isExact = RUNTIME === 'node';

/** Those closed and not yet gone. The hook runs only while there are batches of them to be judged. */
const closed = new Set<number>();
let batches = 0;
let deaths: ReturnType<typeof hookDestroy>;

/** Puts a listener on, and gives the handle that this makes: of the first listener of a signal. A hook that is told of it costs five times as much. */
export function addListener(name: SignalName, listener: () => void): Handle {
  const isFirst = isExact && process.listenerCount(name) === 0;
  const before = isFirst ? nextId() : 0;
  if (isFirst) process.prependListener(name, listener);
  else quietly(() => process.prependListener(name, listener));
  return isFirst ? madeSince(before) : undefined;
}

/** Takes the listeners off, and calls back once it is known which of them had a signal in them: on Node in the turn after, else at once. */
export function remove(removals: readonly Removal[], callback?: (caught: readonly SignalName[]) => void): void {
  if (!isExact || callback === undefined) {
    for (const { name, listener } of removals) {
      process.off(name, listener);
      ignoreAgain(name);
    }
    return callback?.([]);
  }
  const quiet = closeQuietHandle();
  const closing: Removal[] = [];
  for (const removal of removals) {
    const { name, listener, handle } = removal;
    process.off(name, listener);
    // Where somebody else listens it stays, and goes when they do.
    if (handle !== undefined && process.listenerCount(name) === 0) closing.push(removal);
  }
  judge(closing, quiet, (caught) => callback(caught.map(({ name }) => name)));
}

/** A signal that hardly any program listens to, and that does nothing by default. */
const QUIET = 'SIGURG';

/**
 * Runs what takes a listener off and puts it on again, in whatever phase, and calls back later if there was a signal in the handle that
 * was closed. A quiet one that is closed beside it tells when that had to be gone, and a turn more whether it goes at all. In the timers phase both
 * go together, signal or not: there it cannot be seen.
 */
export function removeAndRestore<T>(entry: { readonly name: SignalName; handle: Handle }, run: () => T, onCaught: () => void): T {
  const { handle } = entry;
  const quiet = handle === undefined ? undefined : closeQuietHandle();
  entry.handle = undefined;
  let before: number | undefined;
  const beforeIt = (name: string | symbol): void => void (name === entry.name && (before ??= nextId()));
  const afterIt = (name: string | symbol): void => {
    if (name === entry.name) entry.handle ??= madeSince(before!);
  };
  process.prependListener('newListener' as 'SIGINT', beforeIt);
  process.on('newListener' as 'SIGINT', afterIt);
  try {
    return run();
  } finally {
    process.off('newListener' as 'SIGINT', beforeIt);
    process.off('newListener' as 'SIGINT', afterIt);
    if (quiet !== undefined) judge([{ handle }], quiet, (caught) => caught.forEach(onCaught));
  }
}

function closeQuietHandle(): Handle {
  if (process.listenerCount(QUIET) > 0) return undefined;
  const nobody = (): void => {};
  const handle = addListener(QUIET, nobody);
  process.off(QUIET, nobody);
  return handle;
}

/** Turns that a quiet handle may take to go. It takes one, two where it was closed before the check phase. */
const PATIENCE = 3;

/**
 * Calls back with those, of handles that were closed just now, that had a signal in them: they go later than the quiet one. That was closed just before
 * them, so that libuv, which begins with the last, lets it go after those that are as quiet. One that never goes is not ours any more: somebody
 * has taken our listener off and put it on again.
 */
function judge<T extends { readonly handle: Handle }>(all: readonly T[], quiet: Handle, callback: (caught: readonly T[]) => void): void {
  const handles = [quiet, ...all.map(({ handle }) => handle)] as number[];
  for (const handle of handles) closed.add(handle);
  if (batches++ === 0) (deaths ??= hookDestroy((id) => closed.delete(id)))?.enable();
  const finish = (late: readonly T[]): void => {
    const caught = late.filter(({ handle }) => !closed.has(handle!));
    for (const handle of handles) closed.delete(handle);
    if (--batches === 0) deaths?.disable();
    callback(caught);
  };
  let turns = 0;
  setImmediate(function look() {
    if (quiet !== undefined && closed.has(quiet) && ++turns < PATIENCE) return void setImmediate(look);
    const late = closed.has(quiet!) ? [] : all.filter(({ handle }) => closed.has(handle!));
    if (late.length === 0) finish(late);
    else setImmediate(finish, late);
  });
}
