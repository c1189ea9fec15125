// waits-in-a-circle <how>: closing waits for what waits for `promise`, and no signal comes.
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, type SignalCapture } from 'capture-signals';

const how = process.argv[2]!;

async function serve({ promise }: SignalCapture): Promise<void> {
  console.log(`stopped by ${await promise}`);
}

await captureSignals().run(async (shutdown) => {
  const serving = serve(shutdown);
  if (how === 'a cleanup') shutdown.defer(() => serving);
  else void shutdown.spawn(() => serving);
  await sleep(5);
  throw new Error('could not start');
});
