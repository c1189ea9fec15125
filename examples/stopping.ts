/**
 * On a terminal, says that it is stopping and that a second Ctrl-C forces it, as docker compose does. If npm or tsx relays the first Ctrl-C, that does not
 * count as a second one.
 *
 *     node --import tsx examples/stopping.ts
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const { STOP_MS = '1000' } = process.env;

await using shutdown = captureSignals({
  graceMs: 20_000,
  onSignal({ signal }) {
    if (signal === 'SIGINT' && process.stderr.isTTY) console.error('Stopping… press Ctrl-C again to force');
  },
});
for (const name of ['database', 'cache', 'proxy']) {
  console.log(`Started ${name}`);
  shutdown.defer(async () => {
    await sleep(Number(STOP_MS)); // no signal: stopping takes its time
    console.log(`Stopped ${name}`);
  }, name);
}
await sleep(60_000, undefined, { signal: shutdown.signal });
