// is-watched-again <rounds>: captures with a watchdog that come and go beside a listener of the program, each with a loop that is stuck when SIGINT comes. After
// each closing the listener hears SIGINT.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

let heard = () => {};
process.on('SIGINT', () => heard());
const keptAlive = setInterval(() => {}, 60_000);

for (let rounds = Number(process.argv[2]); rounds > 0; rounds--) {
  const shutdown = captureSignals('SIGINT', { watchdog: true, repeatMs: 0 });
  await setTimeout(150); // the thread begins to hear, as a rule
  process.kill(process.pid, 'SIGINT');
  for (const until = performance.now() + 100; performance.now() < until;);
  await shutdown.promise;
  await shutdown.close();
  const isHeard = new Promise<void>((resolve) => (heard = resolve));
  process.kill(process.pid, 'SIGINT');
  await isHeard;
  heard = () => {};
}
clearInterval(keptAlive);
console.log('survived');
process.exit();
