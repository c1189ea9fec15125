// two-captures <options of the newer one>: one in the other, each of which catches its interrupt.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { log } from './log.mjs';

async function hears(name, options, inside) {
  const shutdown = captureSignals('SIGINT', { repeatMs: 0, ...options });
  try {
    await inside?.();
    log(`${name} waits, ${shutdown.signal.aborted ? 'interrupted' : 'not interrupted'}`);
    await setTimeout(600_000, undefined, { signal: shutdown.signal });
  } catch {
    log(`${name} is interrupted`);
  } finally {
    await shutdown.close();
  }
}

await hears('the older', {}, () => hears('the newer', JSON.parse(process.argv[2])));
