/**
 * Taking listeners off without losing a signal.
 *
 * The kernel hands a signal to libuv's handler, which queues it for the loop. The listener of a signal that is taken off in between never
 * runs. On Node that shows: libuv keeps a closed handle until what it has caught is dispatched, and the hooks of `node:async_hooks` tell
 * when a handle goes. Closed in the check phase, a quiet handle has gone by the next one, and one with a signal in it by the one after. In
 * the timers phase both go together.
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

export interface Listening {
  readonly name: SignalName;
  readonly listener: () => void;
  /** The handle below the first listener of a signal; `undefined` where nothing can be told of it. */
  handle: number | undefined;
}

const isExact = RUNTIME === 'node';

/** The id of the handle that this makes. A hook that is told of it costs five times as much. */
function handleOf(listen: () => void): number | undefined {
  const before = nextId();
  listen();
  return madeSince(before);
}

/** Puts the listener on: prepended, because a listener that throws keeps later ones from running. */
export function add(listening: Listening): void {
  const { name, listener } = listening;
  const listen = (): unknown => process.prependListener(name, listener);
  if (isExact && process.listenerCount(name) === 0) listening.handle = handleOf(listen);
  else {
    listening.handle = undefined;
    quietly(listen);
  }
}

/**
 * Takes the listeners off, and calls back once it is known which of them had a signal in them: on Node in the turn after, else at once. To be called in the
 * check phase.
 */
export function remove(all: readonly Listening[], callback?: (caught: readonly SignalName[]) => void): void {
  const closed: Listening[] = [];
  const quiet = isExact && callback ? closeQuietHandle() : undefined;
  for (const each of all) {
    process.off(each.name, each.listener);
    ignoreAgain(each.name);
    // Where somebody else listens it stays, and goes when they do.
    if (each.handle !== undefined && process.listenerCount(each.name) === 0) closed.push({ ...each });
  }
  if (isExact && callback) judge(closed, quiet, callback);
  else callback?.([]);
}

/** Takes all listeners of a signal off and puts them on again, so that a handler that was lost is set anew. Calls back later if there was a signal in ours. */
export function putOnAnew(name: SignalName, ours: Listening | undefined, onCaught: (caught: readonly SignalName[]) => void): void {
  const listeners = process.rawListeners(name) as (() => void)[];
  const closed = ours?.handle === undefined ? [] : [{ ...ours }];
  const quiet = closeQuietHandle();
  process.removeAllListeners(name);
  const handle = handleOf(() => quietly(() => listeners.forEach((listener) => process.on(name, listener))));
  if (ours) ours.handle = handle;
  judge(closed, quiet, onCaught);
}

/** A signal that hardly any program listens to, and that does nothing by default. */
const QUIET = 'SIGURG';

function closeQuietHandle(): number | undefined {
  if (process.listenerCount(QUIET) > 0) return undefined;
  const nobody = (): void => {};
  const handle = handleOf(() => process.on(QUIET, nobody));
  process.off(QUIET, nobody);
  return handle;
}

/** Turns that a quiet handle may take to go. It takes one, two where it was closed before the check phase. */
const PATIENCE = 3;

/**
 * Calls back with those, of handles that were closed just now, that had a signal in them. They go later than the quiet one, which was closed just before
 * them: while that has not gone either, nothing is known, and nothing was caught. One that never goes is not ours any more: somebody has taken
 * our listener off and put it on again.
 */
function judge(all: readonly Listening[], quiet: number | undefined, callback: (caught: readonly SignalName[]) => void): void {
  const there = new Set([quiet, ...all.map(({ handle }) => handle)]);
  const isThere = ({ handle }: Listening): boolean => there.has(handle);
  const deaths = hookDestroy((id) => there.delete(id));
  deaths?.enable();
  const finish = (late: readonly Listening[]): void => {
    deaths?.disable();
    callback(late.filter((each) => !isThere(each)).map(({ name }) => name));
  };
  let turns = 0;
  setImmediate(function look() {
    const isQuietThere = quiet !== undefined && there.has(quiet);
    if (isQuietThere && ++turns < PATIENCE) return void setImmediate(look);
    const late = isQuietThere ? [] : all.filter(isThere);
    if (late.length === 0) finish(late);
    else setImmediate(finish, late);
  });
}
