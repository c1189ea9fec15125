// An interrupt that a callback throws is seen to by the mock; an error that comes when that has gone is a bug as ever.
import { captureSignals } from 'capture-signals';
import { mockSignals } from 'capture-signals/testing';

{
  using signals = mockSignals();
  const capture = captureSignals('SIGTERM');
  signals.send('SIGTERM');
  setImmediate(() => capture.signal.throwIfAborted());
  console.log(await signals.ending);
  await capture.close();
}
console.log(process.listenerCount('uncaughtException'));
setImmediate(() => {
  throw new Error('a real bug');
});
