/**
 * Failures of stdout and stderr. When a write fails because the pipe has no reader, the error is the same in every field for every stream. Only an
 * `'error'` listener of the stream shows which stream failed. While a scope is ending, such failures are put aside, so that the cleanup is complete.
 * An `'error'` listener hides them even from a program, or a test runner, that listens for uncaught exceptions.
 */
import { hasFailed, mayHaveOutput } from './internals.ts';
import { errorMonitor, process, queueMicrotask } from '../platform/builtins.ts';
import { throwUncaught } from './in-flight.ts';
import { tolerant } from '../platform/tolerant.ts';

const failures = new WeakSet<object>();
const watching = {
  /** How many scopes are ending. */
  count: 0,
  /** From the first time on, and for the life of the process, failures are noted. */
  isOn: false,
  /** A stream had failed before: with which error is unknown. */
  hadFailed: false,
};
/** The streams that have our `'error'` listener. */
const shielded = new Set<NodeJS.WriteStream>();

/** Without closed ones, and without a test's replacement that reports nothing about its writes. */
export const streams = (): NodeJS.WriteStream[] => (['stdout', 'stderr'] as const).flatMap(streamOf);

const streamOf = tolerant((name: 'stdout' | 'stderr'): NodeJS.WriteStream[] => ('once' in process[name] ? [process[name]] : []), []);

/** A scope begins to end. Until {@link unwatchOutput} has been called as often, writes that fail because nobody reads are put aside. */
export function watchOutput(): void {
  if (watching.count++ === 0) queueMicrotask(shield); // touching a stream takes 2 ms: not before all have been told
}

export function unwatchOutput(): void {
  if (--watching.count > 0) return;
  for (const stream of shielded) stream.off('error', onError);
  shielded.clear();
}

/** Also called when a cleanup has begun, which may be the first to write. */
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

/** Any other failure goes on as if this listener were not there. */
function onError(this: NodeJS.WriteStream, error: unknown): void {
  if (!isBrokenOutput(error) && this.listenerCount('error') === 1) throwUncaught(error);
}

/** Whether stdout or stderr has failed with this error because nobody reads it any more. */
export const isBrokenOutput = tolerant((error: unknown): boolean => {
  const { code, syscall } = Object(error) as NodeJS.ErrnoException;
  if (isGoneTerminal(error)) return true;
  return code === 'EPIPE' && syscall === 'write' && (failures.has(error as object) || (watching.isOn ? watching.hadFailed : streams().some(hasFailed)));
}, false);

/** Nothing else fails with EIO in these calls. */
export const isGoneTerminal = tolerant((error: unknown): boolean => {
  const { code, syscall } = Object(error) as NodeJS.ErrnoException;
  return code === 'EIO' && (syscall === 'write' || syscall === 'read' || syscall === 'setRawMode');
}, false);
