import type { Cancellation } from './cancellation.ts';

/**
 * Settles as `work` does, or rejects with the reason of a cancellation that comes first. Once it is settled nothing of it hangs on
 * the cancellation, so that a million races on one long-lived scope leave nothing.
 */
export function race<T>(cancellation: Cancellation, work: PromiseLike<T>, onReasonGiven: (reason: unknown) => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const lose = (reason: unknown): void => {
      onReasonGiven(reason);
      reject(reason);
    };
    Promise.resolve(work).then(
      (value) => {
        cancellation.unfollow(lose);
        resolve(value);
      },
      (error: unknown) => {
        cancellation.unfollow(lose);
        reject(error);
      },
    );
    if (cancellation.isCancelled) lose(cancellation.reason);
    else cancellation.follow(lose);
  });
}
