/**
 * Removing listeners without losing a signal.
 *
 * The kernel passes a signal to libuv's handler, which queues it for the loop. If the listener is removed in between, it never runs. On Node this can
 * be seen: libuv keeps a closed handle until what it has caught is dispatched, and the hooks of `node:async_hooks` show when a handle goes. If both
 * are closed in the check phase, a quiet handle has gone by the next check phase, and one with a signal in it by the one after. If they are closed in
 * the timers phase, both go together.
 *
 * One gap remains: the few microseconds in which libuv itself removes its handler. The kernel then passes the signal to another thread, whose handler
 * waits for libuv and finds nobody to tell. Nothing in JavaScript can see that.
 *
 * Tried and rejected: rehearsing the removal, so that its code is compiled when it matters. It lost 14 of 1000 signals aimed at the half millisecond
 * around a first closing.
 */
import { hookDestroy, madeSince, nextId, quietly } from './internals.ts';
import { process, setImmediate } from '../platform/builtins.ts';
import { RUNTIME } from '../platform/platform.ts';
import { ignoreAgain } from './ignored.ts';
import type { SignalName } from '../interrupts/names.ts';

export interface Listening {
  readonly name: SignalName;
  readonly listener: () => void;
  /** The handle below the first listener of a signal; `undefined` if it is not known. */
  handle: number | undefined;
}

const isExact = RUNTIME === 'node';

/** The id of the handle that `listen` creates. A hook that reports it would cost five times as much. */
function handleOf(listen: () => void): number | undefined {
  const before = nextId();
  listen();
  return madeSince(before);
}

/** Adds the listener. It is prepended, because a listener that throws keeps later ones from running. */
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
 * Removes the listeners, and calls back once it is known which of them had a signal in them: on Node in the turn after, elsewhere at once. To be
 * called in the check phase.
 */
export function remove(all: readonly Listening[], callback?: (caught: readonly SignalName[]) => void): void {
  const closed: Listening[] = [];
  const quiet = isExact && callback ? closeQuietHandle() : undefined;
  for (const each of all) {
    process.off(each.name, each.listener);
    ignoreAgain(each.name);
    // If somebody else listens, the handle stays, and goes when they do.
    if (each.handle !== undefined && process.listenerCount(each.name) === 0) closed.push({ ...each });
  }
  if (isExact && callback) findCaught(closed, quiet, callback);
  else callback?.([]);
}

/** Removes all listeners of a signal and adds them again, so that a lost handler is installed again. Calls back later if there was a signal in ours. */
export function putOnAnew(name: SignalName, ours: Listening | undefined, onCaught: (caught: readonly SignalName[]) => void): void {
  const listeners = process.rawListeners(name) as (() => void)[];
  const closed = ours?.handle === undefined ? [] : [{ ...ours }];
  const quiet = closeQuietHandle();
  process.removeAllListeners(name);
  const handle = handleOf(() => quietly(() => listeners.forEach((listener) => process.on(name, listener))));
  if (ours) ours.handle = handle;
  findCaught(closed, quiet, onCaught);
}

/** A signal that hardly any program listens for, and that does nothing by default. */
const QUIET = 'SIGURG';

function closeQuietHandle(): number | undefined {
  if (process.listenerCount(QUIET) > 0) return undefined;
  const nobody = (): void => {};
  const handle = handleOf(() => process.on(QUIET, nobody));
  process.off(QUIET, nobody);
  return handle;
}

/** Turns that a quiet handle may take to go. It takes one, or two if it was closed before the check phase. */
const PATIENCE = 3;

/**
 * Of handles that were closed just now, calls back with those that had a signal in them. These go later than the quiet one, which was closed just
 * before them. While the quiet one has not gone either, nothing is known, and nothing counts as caught. A handle that never goes is no longer ours:
 * somebody has removed our listener and added it again.
 */
function findCaught(all: readonly Listening[], quiet: number | undefined, callback: (caught: readonly SignalName[]) => void): void {
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
