/**
 * A `catch` for the errors of one page catches the interrupt, too, or another package's version of it.
 *
 *     node --import tsx examples/traps/swallow.ts wrong
 *     node --import tsx examples/traps/swallow.ts right
 */
import { once } from 'node:events';
import { captureSignals } from 'capture-signals';

/** Like axios and node-fetch: their error of an abort does not say why it came. */
async function get(page: number, signal: AbortSignal) {
  if (page === 1) return;
  if (!signal.aborted) {
    const waiting = setTimeout(() => {}, 60_000); // no answer comes
    await once(signal, 'abort').finally(() => clearTimeout(waiting));
  }
  throw Object.assign(new Error('canceled'), { name: 'CanceledError', code: 'ERR_CANCELED' });
}

async function wrong() {
  await using shutdown = captureSignals();
  for (let page = 1; page <= 3; page++) {
    try {
      await get(page, shutdown.signal);
      console.log(`Page ${page}`);
    } catch (error) {
      console.log(`Skipped page ${page}: ${(error as Error).message}`);
    }
  }
  console.log('Published');
}

async function right() {
  await using shutdown = captureSignals();
  for (let page = 1; page <= 3; page++) {
    try {
      await get(page, shutdown.signal);
      console.log(`Page ${page}`);
    } catch (error) {
      shutdown.signal.throwIfAborted();
      console.log(`Skipped page ${page}: ${(error as Error).message}`);
    }
  }
  console.log('Published');
}

await (process.argv[2] === 'wrong' ? wrong() : right());
