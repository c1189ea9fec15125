/**
 * The only file that listens to the process for signals. There is one listener for each signal, however many want to hear it: added for the first,
 * removed with the last.
 *
 * Known limitation: somebody else's `process.removeAllListeners(name)` removes the listener. The next capture that opens adds it again, unless
 * somebody else has added one meanwhile.
 */
import { branded } from './neighbours.ts';
import { process } from '../platform/builtins.ts';
import { noteIgnored } from './ignored.ts';
import { SIGNAL_NAMES, signalNumber, type SignalName, type SignalSet } from '../interrupts/names.ts';
import { add, remove } from './exact-closing.ts';
import * as sigint from './sigint.ts';

interface Entry extends sigint.SigintListening {
  /** How many want it. */
  wanted: number;
}

const entries = new Map<number, Entry>();

/**
 * Listens for these signals before it returns, until {@link release} has been called as often. `hear` delivers a signal, and returns false if nobody
 * hears it.
 */
export function retain(set: SignalSet, hear: (name: SignalName) => boolean): void {
  forEachBit(set, (index) => {
    const entry = entries.get(index) ?? listen(index, hear);
    const isFirst = entry.wanted++ === 0;
    if (index === 0) sigint.acquire(entry);
    if (isFirst || (process.listenerCount(entry.name) === 0 && !sigint.isSuspended())) install(entry);
  });
}

/**
 * Releases these signals; those that nobody wants any more are given back to the system. Calls back when that is done, with the signals that came in
 * that very moment and are still to be dispatched. To be called in the check phase if there is a callback.
 */
export function release(set: SignalSet, callback?: (caught: readonly SignalName[]) => void): void {
  const unwanted: Entry[] = [];
  forEachBit(set, (index) => {
    const entry = entries.get(index)!;
    if (--entry.wanted === 0 && signalNumber(entry.name) !== undefined) unwanted.push(entry);
  });
  if (unwanted.length === 0) return callback?.([]);
  remove(unwanted, callback);
  if (unwanted[0] === entries.get(0)) sigint.release();
}

/** Calls the listeners as the runtime does. */
export function emitSignal(name: SignalName): void {
  (process as NodeJS.EventEmitter).emit(name, name, signalNumber(name));
}

function forEachBit(set: SignalSet, run: (index: number) => void): void {
  for (let index = 0, rest = set; rest !== 0; index++, rest >>>= 1) if ((rest & 1) !== 0) run(index);
}

function listen(index: number, dispatch: (name: SignalName) => boolean): Entry {
  const name = SIGNAL_NAMES[index]!;
  const hear = (): boolean => dispatch(name);
  const entry = { name, hear, listener: branded('signal', () => void hear()), handle: undefined, wanted: 0 };
  entries.set(index, entry);
  return entry;
}

function install(entry: Entry): void {
  if (signalNumber(entry.name) === undefined) return;
  noteIgnored();
  try {
    add(entry);
  } catch {
    process.off(entry.name, entry.listener); // Deno throws for a signal that it does not know, and keeps the listener
  }
}
