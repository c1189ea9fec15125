/**
 * The package signal-exit, versions 3 and 4, which execa, ora, inquirer and a thousand others leave behind. It listens to every signal, and
 * raises one again when nobody else listens to it; beside us it never does. So its callbacks are run here, once, after everybody else's,
 * and its listeners are taken off.
 */
import { emitSignalExit, isOfSignalExit, signalExitCopies } from './internals.ts';
import { process } from '../platform/builtins.ts';
import type { SignalName } from '../interrupts/names.ts';

/** Whether nobody listens to this signal but signal-exit. The number alone does not tell: it leaves out some signals, and a program may have removed its listener. */
export function isHeardBySignalExitAlone(signal: SignalName): boolean {
  const listeners = process.listeners(signal);
  return listeners.length === 0 || (listeners.length === signalExitCopies() && listeners.every(isOfSignalExit));
}

/** Runs its callbacks, as it would, before it raised the signal again. False when one of them has asked for that not to be done. */
export function tellSignalExit(signal: SignalName): boolean {
  const isHandled = emitSignalExit(signal);
  if (process.listenerCount(signal) > 0) process.removeAllListeners(signal);
  return !isHandled;
}
