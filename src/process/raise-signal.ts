import { emitSignal } from './listeners.ts';
import { isHeardBySignalExitAlone } from './signal-exit.ts';
import { endBy, system, worldNow } from './system.ts';
import { process } from '../platform/builtins.ts';
import { platform, signalSelf } from '../platform/self.ts';
import { whenSignalsAreIn } from './in-flight.ts';
import { describe } from '../input/describe.ts';
import { isFatal, isSignalName, signalNumber, suggestion, type SignalName } from '../interrupts/names.ts';

/**
 * Sends a signal to this process, like Python's `signal.raise_signal`. It is a real signal: captures and listeners hear it at the next turn of the
 * event loop. If nobody listens, it does what the system does by default. On Windows, which has no signals, the listeners are called; without any,
 * the process ends.
 *
 * - **While a scope is interrupted, it is a repeat**, as any signal would be. It is not one once the scopes of that request have closed, or if
 *   `onSignal` prevented the request.
 * - **After the program has caught an interrupt**, it ends the process as if the interrupt had been let go: output is flushed, the `'exit'` listeners
 *   run, and the process dies by the signal. Use it with a framework that catches everything (oclif, yargs, `main().catch(…)`). It may take a moment
 *   where a pipe is slow: return after it.
 * - **In raw mode** Ctrl-C is a key, and sends no signal. A program that reads keys raises the signal itself; with readline,
 *   `prompt.on('SIGINT', () => raiseSignal('SIGINT'))`.
 *
 * @param name The name of a signal that can be captured, or one of the two that cannot.
 * @throws `TypeError` for anything else, and for a name that this platform lacks.
 *
 * @example Ask the rest of this program to shut down
 * ```ts
 * setTimeout(() => raiseSignal('SIGTERM'), 10);
 * await work(shutdown.signal);
 * ```
 *
 * @example End by an interrupt that was caught
 * ```ts
 * async function command() {
 *   await using shutdown = captureSignals();
 *   await using resource = { [Symbol.asyncDispose]: async () => console.log('cleaned up') };
 *   await work(shutdown.signal);
 * }
 *
 * await command().catch((error) => {
 *   const interrupt = findInterrupt(error);
 *   if (interrupt) return raiseSignal(interrupt.signal);
 *   throw error;
 * });
 * ```
 */
export function raiseSignal(name: SignalName | 'SIGKILL' | 'SIGSTOP'): void {
  if (!isSignalName(name) && name !== 'SIGKILL' && name !== 'SIGSTOP') {
    throw new TypeError(`raiseSignal expected a signal name such as 'SIGINT', received ${describe(name)}${suggestion(name)}`);
  }
  if (signalNumber(name) === undefined) throw new TypeError(`raiseSignal expected a signal of this platform, received ${describe(name)}`);
  const world = worldNow();
  const { journal } = world;
  const over = journal.mayEndBy(name as SignalName);
  world.raises();
  if (world !== system) return world.ground.raise(name as SignalName);
  const isToEndIt = over?.interrupting === 0 && isFatal(name as SignalName);
  if (isToEndIt && !journal.isHeard(name as SignalName) && isHeardBySignalExitAlone(name as SignalName)) return endBy(over.error);
  const hasListeners = process.listenerCount(name) > 0;
  if (platform === 'win32' && hasListeners) return emitSignal(name as SignalName);
  signalSelf(name);
  whenSignalsAreIn(() => {}); // keeps the process alive until it has been delivered
}
