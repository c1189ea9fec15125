import { describe } from '../input/describe.ts';
import { forgetIdleRequests } from './request.ts';
import { isSignalName, signalNumber, suggestion, type SignalName } from './names.ts';

/**
 * Sends a signal to this process, as Python's `signal.raise_signal`. It is a real signal: captures and listeners hear it when the
 * event loop turns next, and one that nobody listens to does what the system does by default. On Windows, which has no signals,
 * the listeners are called, or the process ends when there are none.
 *
 * Throws a `TypeError` for anything but the name of a signal that can be captured, `'SIGKILL'` or `'SIGSTOP'`, and for a
 * name that this platform lacks.
 *
 * @example
 * ```ts
 * raiseSignal('SIGTERM'); // ask the rest of this program to shut down
 * ```
 */
export function raiseSignal(name: SignalName | 'SIGKILL' | 'SIGSTOP'): void {
  if (!isSignalName(name) && name !== 'SIGKILL' && name !== 'SIGSTOP') {
    throw new TypeError(`raiseSignal expected a signal name such as 'SIGINT', received ${describe(name)}${suggestion(name)}`);
  }
  if (signalNumber(name) === undefined) throw new TypeError(`raiseSignal expected a signal of this platform, received ${describe(name)}`);
  forgetIdleRequests();
  const hasListeners = process.listenerCount(name) > 0;
  if (process.platform === 'win32' && hasListeners) process.emit(name as NodeJS.Signals, name as NodeJS.Signals);
  else process.kill(process.pid, name);
}
