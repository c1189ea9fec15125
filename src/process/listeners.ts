/**
 * The only file that listens to the process for signals. There is one listener for each, however many want to hear it: on with the first,
 * off with the last.
 *
 * Known and left: someone else's `process.removeAllListeners(name)` takes the listener off; the next opening puts it back, unless
 * somebody else has put one on meanwhile.
 */
import { branded } from './neighbours.ts';
import { process } from '../platform/builtins.ts';
import { noteIgnored } from './ignored.ts';
import { SIGNAL_NAMES, signalNumber, type SignalName, type SignalSet } from '../interrupts/names.ts';
import { add, remove } from './exact-closing.ts';
import * as sigint from './sigint.ts';

interface Entry extends sigint.SigintListening {
  /** By how many. */
  wanted: number;
}

const entries = new Map<number, Entry>();

/** Listens to these signals before it returns, until {@link release} has been called as often. `hear` tells who hears one; false when nobody does. */
export function retain(set: SignalSet, hear: (name: SignalName) => boolean): void {
  forEachBit(set, (index) => {
    const entry = entries.get(index) ?? listen(index, hear);
    const isFirst = entry.wanted++ === 0;
    if (index === 0) sigint.acquire(entry);
    if (isFirst || (process.listenerCount(entry.name) === 0 && !sigint.isSuspended())) install(entry);
  });
}

/**
 * Gives up these signals; what nobody wants any more is given back to the system. Calls back when it has been, with what came in the very
 * moment, and is to be dispatched still: then to be called in the check phase.
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

/** As the runtime calls the listeners. */
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
    process.off(entry.name, entry.listener); // Deno throws for a signal that it lacks, and keeps the listener
  }
}
