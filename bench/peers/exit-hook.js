// Asynchronous hooks with a limit; its listeners stay for the life of the process.
import { asyncExitHook } from 'exit-hook';
import { never } from '../support/never.js';

export const kind = 'peer';
export const keepsListening = true;

export const listen = {
  open: () => asyncExitHook(() => {}, { wait: 10_000 }),
  close: (remove) => remove(),
};

export async function run(work, cleanup, { deadlineMs = 10_000 } = {}) {
  const remove = asyncExitHook(cleanup, { wait: deadlineMs });
  await work({ untilSignal: never });
  remove();
  await cleanup();
}
