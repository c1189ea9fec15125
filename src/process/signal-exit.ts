/**
 * The package signal-exit, versions 3 and 4, whose listeners execa, ora, inquirer and a thousand others leave behind. It listens to every signal, and
 * raises a signal again if nobody else listens for it. Beside our listener it never does. So its callbacks are run here, once, after everybody
 * else's, and its listeners are removed.
 */
import { emitSignalExit, isOfSignalExit, signalExitCopies } from './internals.ts';
import { process } from '../platform/builtins.ts';
import type { SignalName } from '../interrupts/names.ts';

/**
 * Whether only signal-exit listens for this signal, or nobody. The number of listeners alone is not enough: signal-exit leaves out some signals, and
 * a program may have removed its listener.
 */
export function isHeardBySignalExitAlone(signal: SignalName): boolean {
  const listeners = process.listeners(signal);
  return listeners.length === 0 || (listeners.length === signalExitCopies() && listeners.every(isOfSignalExit));
}

/** Runs its callbacks, as it would before raising the signal again. False if one of them has asked not to raise it. */
export function tellSignalExit(signal: SignalName): boolean {
  const isHandled = emitSignalExit(signal);
  if (process.listenerCount(signal) > 0) process.removeAllListeners(signal);
  return !isHandled;
}
