/**
 * A cleanup that hangs, and no `graceMs`: the program waits until somebody presses Ctrl-C again, or sends SIGKILL.
 *
 *     node --import tsx examples/traps/no-grace.ts wrong
 *     node --import tsx examples/traps/no-grace.ts right
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, type SignalCapture } from 'capture-signals';

async function wrong() {
  await using shutdown = captureSignals();
  await work(shutdown);
}

async function right() {
  await using shutdown = captureSignals(undefined, { graceMs: 1000 });
  await work(shutdown);
}

async function work(shutdown: SignalCapture) {
  shutdown.defer(async () => {
    console.log('Closing the pool');
    await sleep(600_000); // the database does not answer
  }, 'pool');
  console.log('Working');
  await sleep(60_000, undefined, { signal: shutdown.signal });
}

await (process.argv[2] === 'wrong' ? wrong() : right());
