// hears-anew <way>: the loop has been blocked so long that SIGINT was given back, and then a capture opens in the same turn. A signal
// comes when the window of the first is over.
import { captureSignals, raiseSignal } from 'capture-signals';
import { block } from '../support/blocked.ts';

const way = process.argv[2];

const first = captureSignals('SIGINT', { repeatMs: 100, graceMs: 60_000 });
first.signal.addEventListener('abort', () => {
  block(500);
  if (way === 'beside another listener') process.on('SIGINT', () => console.log('the other heard'));
  if (way === 'by another listener alone') {
    process.on('SIGINT', () => {
      console.log('the other heard');
      process.exit();
    });
    return void process.kill(process.pid, 'SIGINT'); // it is to be heard when the loop turns
  }
  const second = captureSignals(['SIGINT', 'SIGTERM'], { repeatMs: 100 });
  void second.promise.then(async (signal) => {
    clearInterval(again);
    console.log('heard', signal);
    if (way === 'and is blocked once more') {
      console.log('blocking');
      block(60_000);
    }
    await Promise.allSettled([first.close(), second.close()]);
  });
  const again = setInterval(() => raiseSignal(way === 'and is blocked once more' ? 'SIGTERM' : 'SIGINT'), 50);
});
raiseSignal('SIGINT');
await first.promise; // keeps the process alive until it is interrupted; from then on the second one's does
