import { clearTimeout, setTimeout } from '../platform/builtins.ts';
import { RUNTIME } from '../platform/platform.ts';
import { mayHaveOutput } from './internals.ts';
import { streams } from './output.ts';

/**
 * Calls back once stdout and stderr have been flushed, or after `ms`; at once if nothing is pending. Bun does not show what is pending, and calls
 * back for an empty write at once: there the streams are ended.
 */
export function flush(ms: number, callback: () => void): void {
  if (!mayHaveOutput()) return callback();
  const isBun = RUNTIME === 'bun';
  const waiting = new Set(streams().filter((stream) => isBun || isPending(stream)));
  if (waiting.size === 0) return callback();
  const timer = setTimeout(callback, ms);
  for (const stream of waiting) {
    const done = (): void => {
      if (!waiting.delete(stream) || waiting.size > 0) return;
      clearTimeout(timer);
      callback();
    };
    stream.once('error', done); // the reader has gone
    stream.once('close', done);
    try {
      if (isBun) stream.end(done);
      else if (stream.writableEnded) stream.once('finish', done);
      else stream.write('', done);
    } catch {
      done(); // somebody's own `write`, or Bun's where the global `process` is gone
    }
  }
}

/** Also for a stream that the program has ended itself. */
function isPending({ writableLength, writableEnded, writableFinished, destroyed }: NodeJS.WriteStream): boolean {
  return !destroyed && (writableLength > 0 || (writableEnded && !writableFinished));
}
