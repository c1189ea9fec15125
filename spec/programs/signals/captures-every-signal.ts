// captures-every-signal <names>: each is captured when it comes from outside, and when the process sends it itself.
import { captureSignals, raiseSignal, type SignalName } from 'capture-signals';

for (const name of process.argv[2]!.split(',') as SignalName[]) {
  try {
    for (const send of [() => console.log(`ready ${name}`), () => raiseSignal(name), () => process.kill(process.pid, name as NodeJS.Signals)]) {
      const capture = captureSignals(name, { repeatMs: 0 });
      const { promise } = capture;
      send();
      const signal = await promise;
      if (signal !== name || capture.interrupted?.signal !== name) console.log(`${name}: ${signal}, ${capture.interrupted}`);
      await capture.close();
    }
  } catch (error) {
    console.log(`${name}: ${(error as Error).message}`);
  }
}
console.log('ready for no more');
process.exit();
