// lets-go-beside-idle-captures <idle> <end>: a block is interrupted while somebody elsewhere has a capture that this interrupt has not ended,
// in a program that something else keeps alive.
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, findInterrupt, watchSignals, type SignalCapture } from 'capture-signals';

const [idle, end] = process.argv.slice(2);

function closing(): SignalCapture {
  const capture = captureSignals('SIGTERM');
  capture.signal.addEventListener('abort', () => {});
  void capture.spawn(() => sleep(1000).then(() => {}));
  void capture.close();
  return capture;
}

function cancelled(reason: unknown): SignalCapture {
  const capture = captureSignals('SIGTERM');
  capture.signal.addEventListener('abort', () => {});
  capture.abort(reason);
  return capture;
}

const kinds: Record<string, () => unknown> = {
  'of another signal': () => captureSignals('SIGTERM'),
  'that is exclusive': () => captureSignals('SIGTERM', { exclusive: true }),
  'that takes uncaught errors': () => captureSignals('SIGTERM', { uncaught: true }),
  'with a grace and a drain': () => captureSignals('SIGTERM', { graceMs: 60_000, drainMs: 1000 }),
  'whose promise is awaited': () => captureSignals('SIGTERM').promise,
  'whose signal is listened to': () => captureSignals('SIGTERM').signal.addEventListener('abort', () => {}),
  'with a task and a race': () => {
    const capture = captureSignals('SIGTERM');
    void capture.spawn((signal) => sleep(60_000, undefined, { signal, ref: false }).then(() => {}));
    void capture.race(new Promise(() => {}));
  },
  'that has prevented this very request': () => captureSignals('SIGINT', { onSignal: (event) => event.preventDefault() }),
  'that an exclusive one keeps from hearing': () => captureSignals('SIGINT'),
  'that is closing': closing,
  'that was cancelled': () => cancelled(new Error('enough')),
  'that was cancelled with an abort': () => cancelled(undefined),
  'that is a watch': () => watchSignals('SIGINT').next(),
  'ten of them': () => Array.from({ length: 10 }, () => captureSignals(['SIGTERM', 'SIGHUP'])),
};

const server = setInterval(() => {}, 1000);
process.on('exit', (code) => console.log(`exit ${code}`));
kinds[idle!]!();

async function main(): Promise<void> {
  await using shutdown = captureSignals('SIGINT', idle === 'that an exclusive one keeps from hearing' ? { exclusive: true } : {});
  await using _ = { [Symbol.asyncDispose]: () => sleep(20).then(() => console.log('cleaned up')) };
  if (end === 'catches beside a floating promise') void sleep(60_000, undefined, { signal: shutdown.signal });
  process.kill(process.pid, 'SIGINT');
  await sleep(60_000, undefined, { signal: shutdown.signal });
}

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
