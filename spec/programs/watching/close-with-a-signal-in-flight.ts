// SIGHUP is on its way when the watch closes: it was watched, so it must not kill. After, it does again.
import { raiseSignal, watchSignals } from 'capture-signals';

for (let i = 0; i < 100; i++) {
  const watch = watchSignals('SIGHUP');
  raiseSignal('SIGHUP');
  await watch.close();
}
console.log(`alive, ${process.listenerCount('SIGHUP')} listeners`);
raiseSignal('SIGHUP');
setInterval(() => {}, 600_000);
