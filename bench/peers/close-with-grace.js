// One asynchronous hook with a limit, for signals, errors and the end of the program alike.
import closeWithGrace from 'close-with-grace';
import { never } from '../support/never.js';

export const kind = 'peer';

export const listen = {
  open: () => closeWithGrace({ logger: false }, async () => {}),
  close: (hook) => hook.uninstall(),
};

export async function run(work, cleanup, { deadlineMs = 10_000 } = {}) {
  const hook = closeWithGrace({ delay: deadlineMs, logger: false }, cleanup);
  await work({ untilSignal: never });
  hook.uninstall();
  await cleanup();
}
