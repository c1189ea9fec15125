import { ownPid } from '../platform/self.ts';
import { isMainThread } from './internals.ts';
import { mocked } from './mock.ts';

/** Throws where signals do not come. */
export function assertMainThread(caller: string): void {
  ownPid(); // before a test pretends another
  if (mocked() || isMainThread()) return;
  throw new Error(`${caller} expected to be called in the main thread, which alone receives signals, and was called in a worker thread: `
    + 'capture in the main thread and hand the AbortSignal over with util.transferableAbortSignal(shutdown.signal)');
}
