// runs-a-main <way>: what a program looks like that has no `await using`.
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, findInterrupt } from 'capture-signals';

const way = process.argv[2]!;
process.on('exit', (code) => console.log(`exit ${code}`));

const running = captureSignals({ graceMs: 10_000 }).run(async (shutdown) => {
  shutdown.defer(() => sleep(10).then(() => console.log('pool closed')), 'pool');
  shutdown.defer(() => console.log('file removed'));
  process.kill(process.pid, 'SIGTERM');
  if (way === 'was too busy') return 7;
  const work = sleep(60_000, undefined, { signal: shutdown.signal });
  return way === 'returns' ? work.catch(() => 7) : work;
});
if (way === 'catches outside') await running.catch((error: unknown) => console.log('caught', findInterrupt(error)?.signal));
else console.log('main gave', await running);
