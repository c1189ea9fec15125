import type { Cancellation } from './cancellation.ts';
import { TaskPromise, type Asker } from './tasks.ts';

/**
 * Settles as `work` does, or rejects with the reason of a cancellation that comes first. Once it is settled nothing of it hangs on
 * the cancellation, so that a million races on one long-lived scope leave nothing. A task whose promise did not settle the race has not been
 * taken: what becomes of it is still to be told.
 */
export function race<T>(cancellation: Cancellation, work: PromiseLike<T>, asker: Asker, onReasonGiven: (asker: Asker, reason: unknown) => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let isLost = false;
    const lose = (reason: unknown): void => {
      isLost = true;
      onReasonGiven(asker, reason);
      reject(reason);
    };
    const win = (value: T): void => {
      cancellation.unfollow(lose);
      resolve(value);
    };
    const fail = (error: unknown): void => {
      cancellation.unfollow(lose);
      if (!isLost && work instanceof TaskPromise) work.takenBy(asker);
      reject(error);
    };
    if (work instanceof TaskPromise) work.observe(win, fail);
    else Promise.resolve(work).then(win, fail);
    if (cancellation.isCancelled) lose(cancellation.reason);
    else cancellation.follow(lose);
  });
}
