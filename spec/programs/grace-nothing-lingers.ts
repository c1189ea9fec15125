// Is interrupted, cleans up well within a grace of an hour, and says what of it is left.
import { readdirSync } from 'node:fs';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { captureSignals, findInterrupt, raiseSignal } from 'capture-signals';

const threads = () => { try { return readdirSync('/proc/self/task').length; } catch { return 0; } };
const timers = () => (process.getActiveResourcesInfo?.() ?? []).filter((kind) => kind === 'Timeout').length;

async function main(): Promise<void> {
  await using shutdown = captureSignals(undefined, { graceMs: 3_600_000, repeatMs: 0 });
  raiseSignal('SIGTERM');
  await setTimeout(60_000, undefined, { signal: shutdown.signal }).finally(() => console.log('watched', threads() > before));
}

await setTimeout(1);
const before = threads();
await main().catch((error) => console.log('caught', findInterrupt(error)?.signal));
while (threads() > before) await setImmediate(); // a thread that stayed would fail the test by its timeout
console.log('timers', timers());
