// lets-go-beside-idle-captures <idle> <end>: a block is interrupted while somebody elsewhere has a capture that this interrupt has not ended,
// in a program that something else keeps alive.
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, findInterrupt } from 'capture-signals';
import { beside, IDLE } from '../../ending/idle-captures/idle.ts';

const [idle, end] = process.argv.slice(2);
const server = setInterval(() => {}, 1000);
process.on('exit', (code) => console.log(`exit ${code}`));
IDLE[idle!]!(captureSignals);

const main = () => beside(idle!, () => process.kill(process.pid, 'SIGINT'), console.log, ({ signal }) => {
  if (end === 'catches beside a floating promise') void sleep(60_000, undefined, { signal });
  return sleep(60_000, undefined, { signal });
});

if (end === 'lets go') await main();
else if (end === 'floats') void main();
else {
  await main().catch((error: unknown) => {
    if (!findInterrupt(error)) throw error;
  });
  console.log('going on');
  await sleep(20);
  clearInterval(server);
  process.exit();
}
