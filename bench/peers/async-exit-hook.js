// Hooks with a callback; neither they nor the listeners can be taken back, so opening and closing has no number.
import exitHook from 'async-exit-hook';
import { never } from '../support/never.js';

export const kind = 'peer';

export async function run(work, cleanup, { deadlineMs = 10_000 } = {}) {
  exitHook.forceExitTimeout(deadlineMs);
  let left = false;
  exitHook((done) => {
    if (left) done();
    else cleanup().then(done);
  });
  await work({ untilSignal: never });
  left = true;
  await cleanup();
}
