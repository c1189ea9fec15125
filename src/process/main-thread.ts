import { ownPid } from '../platform/self.ts';
import { isMainThread } from './internals.ts';
import { mocked } from './mock.ts';

/** Throws where no signals arrive. */
export function assertMainThread(caller: string): void {
  ownPid(); // before a test pretends another
  if (mocked() || isMainThread()) return;
  throw new Error(`${caller} expected to be called in the main thread, where signals arrive, but was called in a worker thread: `
    + 'capture in the main thread, and pass the AbortSignal with util.transferableAbortSignal(shutdown.signal)');
}
