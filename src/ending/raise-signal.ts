import { emitSignal } from '../signals/listeners.ts';
import { isHeard } from '../signals/subscribers.ts';
import { endProcess } from './end-process.ts';
import { isHeardBySignalExitAlone } from './signal-exit.ts';
import { mocked } from '../runtime/mock.ts';
import { describe } from '../input/describe.ts';
import { forgetIdleRequests, unspentRequest } from '../signals/request.ts';
import { isSignalName, signalNumber, suggestion, type SignalName } from '../signals/names.ts';

/**
 * Sends a signal to this process, as Python's `signal.raise_signal`. It is a real signal: captures and listeners hear it when the
 * event loop turns next, and one that nobody listens to does what the system does by default. On Windows, which has no signals,
 * the listeners are called, or the process ends when there are none.
 *
 * Never a repeat of a request whose scopes have closed, or that `onSignal` prevented: a program that has caught an interrupt can end by it
 * after all. It then ends as if it had let the interrupt go: what was written goes out, the `'exit'` listeners run, and it dies by
 * the signal. That may take a moment where a pipe is slow: return after it.
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
  const spared = unspentRequest(name as SignalName);
  forgetIdleRequests();
  const mock = mocked();
  if (mock) return mock.raise(name);
  if (spared && !spared.isInterrupting && !isHeard(name as SignalName) && isHeardBySignalExitAlone(name as SignalName)) return endProcess(spared.error);
  const hasListeners = process.listenerCount(name) > 0;
  if (process.platform === 'win32' && hasListeners) emitSignal(name as SignalName);
  else process.kill(process.pid, name);
}
