/**
 * Failures of stdout and stderr. The error of a write to a pipe without a reader is the same in every field for every stream; who failed
 * with it shows only to a listener of the stream's. Beside a scope that ends such failures are put aside, so that the cleanup is complete: an
 * `'error'` listener keeps them also from a program, or a test runner, that listens for uncaught exceptions.
 */
import { hasFailed, mayHaveOutput } from './internals.ts';
import { errorMonitor, process, queueMicrotask } from '../platform/builtins.ts';
import { throwUncaught } from './in-flight.ts';
import { tolerant } from '../platform/tolerant.ts';

const failures = new WeakSet<object>();
const watching = {
  /** How many scopes end. */
  count: 0,
  /** From the first time on, and for the life of the process, failures are noted. */
  isOn: false,
  /** One had failed before: with which error nothing tells. */
  hadFailed: false,
};
/** Those that have our `'error'` listener. */
const shielded = new Set<NodeJS.WriteStream>();

function streams(): NodeJS.WriteStream[] {
  try {
    return [process.stdout, process.stderr];
  } catch {
    return []; // closed
  }
}

/** A scope ends: until {@link unwatchOutput} was called as often, what fails because nobody reads it is put aside. */
export function watchOutput(): void {
  if (watching.count++ === 0) queueMicrotask(shield); // touching a stream takes 2 ms: not before all have been told
}

export function unwatchOutput(): void {
  if (--watching.count > 0) return;
  for (const stream of shielded) stream.off('error', onError);
  shielded.clear();
}

/** Also when a cleanup has begun, which may be the first to write. */
export function shield(): void {
  if (watching.count === 0 || shielded.size > 0 || !mayHaveOutput()) return;
  for (const stream of streams()) {
    watching.hadFailed ||= !watching.isOn && hasFailed(stream);
    if (!watching.isOn) stream.on(errorMonitor as unknown as 'error', (error) => failures.add(error));
    stream.on('error', onError);
    shielded.add(stream);
  }
  watching.isOn = true;
}

/** What else fails is as if this listener were not there. */
function onError(this: NodeJS.WriteStream, error: unknown): void {
  if (!isBrokenOutput(error) && this.listenerCount('error') === 1) throwUncaught(error);
}

/** Whether stdout or stderr has failed with this error, because nobody is there any more. */
export const isBrokenOutput = tolerant((error: unknown): boolean => {
  const { code, syscall } = Object(error) as NodeJS.ErrnoException;
  if (isGoneTerminal(error)) return true;
  return code === 'EPIPE' && syscall === 'write' && (failures.has(error as object) || (watching.isOn ? watching.hadFailed : streams().some(hasFailed)));
}, false);

/** Nothing else gives EIO for these. */
export const isGoneTerminal = tolerant((error: unknown): boolean => {
  const { code, syscall } = Object(error) as NodeJS.ErrnoException;
  return code === 'EIO' && (syscall === 'write' || syscall === 'read' || syscall === 'setRawMode');
}, false);
