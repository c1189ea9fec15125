// Everybody in the scope tells, in which turn of the loop and with what error it heard of the request.
import { setImmediate } from 'node:timers';
import { captureSignals } from 'capture-signals';

let turn = 0;
const count = (): void => {
  turn++;
  setImmediate(count).unref();
};
count();

process.on('uncaughtException', (error) => console.log(`uncaught: ${error.message}`));
await using shutdown = captureSignals();
const heard: [string, number, unknown][] = [];
shutdown.signal.addEventListener('abort', (event) => {
  heard.push(['signal', turn, shutdown.signal.reason]);
  event.stopImmediatePropagation();
  throw new Error('an abort listener failed');
});
for (const name of ['first task', 'second task']) {
  void shutdown.spawn((signal) => new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      heard.push([name, turn, signal.reason]);
      resolve();
      throw new Error(`the listener of the ${name} failed`);
    });
  }));
}
console.log('ready');
await shutdown.promise;
console.log(heard.map(([who]) => who).join(', '));
console.log(`turns: ${new Set(heard.map(([, turn]) => turn)).size}`);
console.log(`errors: ${new Set(heard.map(([, , error]) => error)).size}, ${heard[0]![2] === shutdown.interrupted}`);
