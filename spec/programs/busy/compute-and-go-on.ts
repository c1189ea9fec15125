// A computation that takes very long is broken; then SIGINT is heard as ever, by new scopes and by somebody else's listener.
import { writeSync } from 'node:fs';
import { captureSignals } from 'capture-signals';

const compute = (title: string) => () => {
  writeSync(1, `${title}\n`);
  for (const until = Date.now() + 10_000; Date.now() < until;);
  writeSync(1, 'ran to its end\n');
};
process.on('SIGINT', () => console.log('the other listener heard SIGINT'));
for (const title of ['first', 'second']) {
  await using shutdown = captureSignals('SIGINT', { repeatMs: 0 });
  try {
    shutdown.interruptible(compute(title));
  } catch {
    console.log('broken');
  }
}
{
  await using shutdown = captureSignals('SIGINT', { repeatMs: 0 });
  console.log('third');
  console.log(await shutdown.promise);
}
process.removeAllListeners('SIGINT');
{
  await using shutdown = captureSignals('SIGINT', { repeatMs: 0, onSignal: (event) => event.preventDefault() });
  try {
    shutdown.interruptible(compute('fourth'));
  } catch (error) {
    console.log(`${(error as Error).message}, ${shutdown.interrupted}, ${shutdown.signal.aborted}`);
  }
}
{
  await using outer = captureSignals('SIGINT');
  await using inner = captureSignals('SIGINT');
  try {
    inner.interruptible(() => inner.interruptible(compute('fifth')));
  } catch (error) {
    console.log(`${error === inner.interrupted}, ${error === outer.interrupted}`);
  }
}
