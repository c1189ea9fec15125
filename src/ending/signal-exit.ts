/**
 * The package signal-exit, versions 3 and 4, which execa, ora, inquirer and a thousand others leave behind. It listens to every signal, and
 * raises one again when nobody else listens to it; beside us it never does. So its callbacks are run here, once, after everybody else's,
 * and its listeners are taken off.
 */
import { process } from '../runtime/builtins.ts';
import type { SignalName } from '../signals/names.ts';

interface Emitter {
  /** How many copies share it: each has one listener for a signal. */
  readonly count: number;
  readonly emitted: Record<string, boolean>;
  emit(event: string, code: number | null, signal: string): unknown;
}

const third = (): Emitter | undefined => (process as { __signal_exit_emitter__?: Emitter }).__signal_exit_emitter__;
const fourth = (): Emitter | undefined => (globalThis as { [key: symbol]: Emitter | undefined })[Symbol.for('signal-exit emitter')];

/** One that it listens to, and hardly anybody else. */
const ITS_OWN = 'SIGVTALRM';

/**
 * Whether nobody listens to this signal but signal-exit. The number alone does not tell: it leaves out some signals, and a program may have removed its
 * listener. They are a new function for each signal, always of the same text.
 */
export function isHeardBySignalExitAlone(signal: SignalName): boolean {
  const listeners = process.listeners(signal);
  if (listeners.length === 0) return true;
  const itsOwn = process.listeners(ITS_OWN).map(String);
  return listeners.length === (third()?.count ?? 0) + (fourth()?.count ?? 0) && listeners.every((listener) => itsOwn.includes(String(listener)));
}

/** Runs its callbacks, as it would, before it raised the signal again. False when one of them has asked for that not to be done. */
export function tellSignalExit(signal: SignalName): boolean {
  const isHandled = fourth()?.emit('exit', null, signal) === true;
  const old = third();
  for (const event of ['exit', 'afterexit']) {
    if (old === undefined || old.emitted[event]) continue;
    old.emitted[event] = true;
    old.emit(event, null, signal);
  }
  if (process.listenerCount(signal) > 0) process.removeAllListeners(signal);
  return !isHandled;
}
