/**
 * Failures of stdout and stderr. The error of a write to a pipe without a reader is the same in every field for every stream; who failed
 * with it shows only to a listener for `errorMonitor`, which changes nothing of what becomes of it. It is put on when a scope is
 * interrupted, as touching `process.stdout` takes 2 ms.
 */
import { hasFailed } from '../process/internals.ts';
import { errorMonitor, process } from '../runtime/builtins.ts';
import { tolerant } from '../runtime/tolerant.ts';

const failures = new WeakSet<object>();
let isWatching = false;

function streams(): NodeJS.WriteStream[] {
  try {
    return [process.stdout, process.stderr];
  } catch {
    return []; // closed
  }
}

/** From now on, and for the life of the process. */
export function watchOutput(): void {
  if (isWatching) return;
  isWatching = true;
  for (const stream of streams()) stream.on(errorMonitor as unknown as 'error', (error) => failures.add(error));
}

/** Whether stdout or stderr has failed with this error, because nobody is there any more. */
export const isBrokenOutput = tolerant((error: unknown): boolean => {
  const { code, syscall } = Object(error) as NodeJS.ErrnoException;
  if (isGoneTerminal(error)) return true;
  return code === 'EPIPE' && syscall === 'write' && (isWatching ? failures.has(error as object) : streams().some(hasFailed));
}, false);

/** Nothing else gives EIO for these. */
export const isGoneTerminal = tolerant((error: unknown): boolean => {
  const { code, syscall } = Object(error) as NodeJS.ErrnoException;
  return code === 'EIO' && (syscall === 'write' || syscall === 'read' || syscall === 'setRawMode');
}, false);
