// Hooks for every signal that ends a process; they are synchronous.
import { onExit } from 'signal-exit';
import { never } from '../support/never.js';

export const kind = 'peer';

export const listen = {
  open: () => onExit(() => {}),
  close: (remove) => remove(),
};

export async function run(work, cleanup) {
  const remove = onExit(() => void cleanup());
  await work({ untilSignal: never });
  remove();
  await cleanup();
}
