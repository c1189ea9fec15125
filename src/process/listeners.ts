/**
 * The only file that listens to the process for signals. There is one listener for each, however many want to hear it: on with the first,
 * off with the last.
 *
 * Known and left: someone else's `process.removeAllListeners(name)` takes the listener off; the next opening puts it back, unless
 * somebody else has put one on meanwhile.
 */
import { anyCopySays, branded } from './neighbours.ts';
import { process, signalSelf } from '../platform/builtins.ts';
import { endGuard, noteGuard, pauseGuard } from './sigint-guard.ts';
import { onTerminal, prepareSigintDefault, renewWith, restoreSigint } from './sigint-default.ts';
import { noteIgnored } from './ignored.ts';
import { SIGINT_BIT, SIGNAL_NAMES, signalNumber, type SignalName, type SignalSet } from '../interrupts/names.ts';
import { addListener, remove, removeAndRestore, type Handle, type Removal } from './exact-closing.ts';

interface Entry {
  readonly name: SignalName;
  readonly listener: () => void;
  handle: Handle;
}

const wanted: number[] = SIGNAL_NAMES.map(() => 0);
const entries: Array<Entry | undefined> = [];
let dispatch: (name: SignalName) => boolean;
let answer: (name: SignalName, question: Question) => boolean;

/** What another copy asks of a signal: whether it is a repeat; or it says that the program raises it. */
export type Question = 'isRepeat' | 'isRaised';

/** Who is told of every signal that comes, and who answers other copies. */
export function dispatchTo(dispatcher: (name: SignalName) => boolean, answerer: (name: SignalName, question: Question) => boolean): void {
  dispatch = dispatcher;
  answer = answerer;
}

export function askCopies(name: SignalName, question: Question): boolean {
  return anyCopySays(name, question);
}

/** Listens to these signals before it returns, until {@link release} has been called as often. */
export function retain(set: SignalSet): void {
  forEachBit(set, (index) => {
    const isFirst = wanted[index]!++ === 0;
    if (index === 0) {
      if (noteGuard()) restoreSigint();
      else if (isFirst) prepareSigintDefault();
    }
    const name = SIGNAL_NAMES[index]!;
    if (isFirst || (process.listenerCount(name) === 0 && !isSuspended)) install(index, name);
  });
}

/**
 * Gives up these signals; what nobody wants any more is given back to the system. Calls back when it has been, with what came in the very
 * moment, and is to be dispatched still: then to be called in the check phase.
 */
export function release(set: SignalSet, callback?: (caught: readonly SignalName[]) => void): void {
  const removals: Removal[] = [];
  forEachBit(set, (index) => {
    if (--wanted[index]! === 0 && entries[index]) removals.push(entries[index]);
  });
  if (removals.length === 0) return callback?.([]);
  remove(removals, callback);
  if ((set & SIGINT_BIT) !== 0 && wanted[0] === 0) giveSigintBack();
}

/** Not before all listeners are off: this takes longer than they do. */
function giveSigintBack(): void {
  if (endGuard() || (onTerminal() && process.listenerCount('SIGINT') === 0)) restoreSigint();
}

/** As the runtime calls the listeners. */
export function emitSignal(name: SignalName): void {
  (process as NodeJS.EventEmitter).emit(name, name, signalNumber(name));
}

let isSuspended = false;

/**
 * Runs what takes SIGINT's listeners off and puts the same ones on again after. Calls back later if a signal was in the one that was
 * taken off, where that can be seen.
 */
export function suspendSigint<T>(run: () => T, onCaught: () => void): T {
  isSuspended = true;
  try {
    return pauseGuard(() => removeAndRestore(entries[0]!, run, onCaught));
  } finally {
    isSuspended = false;
  }
}

/** What was in the handle that went, and nobody hears, does what it did before. */
renewWith((run) => {
  const entry = entries[0];
  if (!entry || !process.listeners('SIGINT').includes(entry.listener)) return run();
  suspendSigint(run, () => {
    if (!dispatch('SIGINT')) signalSelf('SIGINT');
  });
});

function forEachBit(set: SignalSet, run: (index: number) => void): void {
  for (let index = 0, rest = set; rest !== 0; index++, rest >>>= 1) if ((rest & 1) !== 0) run(index);
}

/** Prepended, because a listener that throws keeps later ones from running. */
function install(index: number, name: SignalName): void {
  if (signalNumber(name) === undefined) return;
  noteIgnored();
  const entry = (entries[index] ??= { name, listener: branded((question: Question) => answer(name, question), () => void dispatch(name)), handle: undefined });
  try {
    entry.handle = addListener(name, entry.listener);
  } catch {
    process.off(name, entry.listener); // Deno throws for a signal that it lacks, and keeps the listener
  }
}
