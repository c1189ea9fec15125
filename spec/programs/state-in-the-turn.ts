import { captureSignals, raiseSignal } from 'capture-signals';

const capture = captureSignals('SIGUSR2');
const seen: string[] = [];
const reasons = new Set<unknown>();

capture.spawn(async (signal) => {
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => {
    reasons.add(signal.reason);
    seen.push(`task ${signal.reason.signal}`);
    resolve();
  }));
});
capture.signal.addEventListener('abort', () => {
  reasons.add(capture.interrupted).add(capture.signal.reason);
  seen.push(`interrupted ${capture.interrupted?.signal}`, `signal ${capture.signal.reason.signal}`);
});
void capture.promise.then((signal) => seen.push(`promise ${signal}`, reasons.size === 1 ? 'one error' : `${reasons.size} errors`));
process.once('SIGUSR2', () => setImmediate(() => console.log([...seen, 'a turn later'].join('\n'))));
raiseSignal('SIGUSR2');
await capture.promise;
await new Promise((resolve) => setTimeout(resolve, 20));
