// The scope has closed: what nobody catches ends the process as ever. `inner` leaves another such scope open.
import { captureSignals } from 'capture-signals';

const fail = (): void => void setTimeout(() => {
  throw new Error('the disk is full');
}, 5);

console.log(process.listenerCount('uncaughtException'));
{
  await using _shutdown = captureSignals('SIGINT', { uncaught: true });
  console.log(process.listenerCount('uncaughtException'));
}
console.log(process.listenerCount('uncaughtException'));
fail();
setTimeout(() => console.log('still there'), 600_000);
