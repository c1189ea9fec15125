import type { Cancellation } from './cancellation.ts';
import { TaskPromise, type Asker } from './tasks.ts';

/**
 * Settles as `work` does, or rejects with the reason of a cancellation that comes first. A settled race leaves nothing on the cancellation, however
 * many there are on a long-lived scope. If a task's promise did not settle the race, it has not been taken: closing still has to throw its failure.
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
      if (!isLost && work instanceof TaskPromise) work.takenBy();
      reject(error);
    };
    if (work instanceof TaskPromise) work.observe(win, fail);
    else Promise.resolve(work).then(win, fail);
    if (cancellation.isCancelled) lose(cancellation.reason);
    else cancellation.follow(lose);
  });
}
