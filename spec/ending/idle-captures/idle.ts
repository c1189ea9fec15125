import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, watchSignals, type SignalCapture } from 'capture-signals';

type Open = typeof captureSignals;

function closing(open: Open): void {
  const capture = open('SIGTERM');
  capture.signal.addEventListener('abort', () => {});
  void capture.spawn(() => sleep(1000, undefined, { ref: false }).then(() => {}));
  void capture.close();
}

function cancelled(open: Open, reason: unknown): void {
  const capture = open('SIGTERM');
  capture.signal.addEventListener('abort', () => {});
  capture.abort(reason);
}

/** Captures of somebody else, which a SIGINT to the program has not interrupted. */
export const IDLE: Record<string, (open: Open) => unknown> = {
  'of another signal': (open) => open('SIGTERM'),
  'that is exclusive': (open) => open('SIGTERM', { exclusive: true }),
  'that takes uncaught errors': (open) => open('SIGTERM', { uncaught: true }),
  'with a grace and a drain': (open) => open('SIGTERM', { graceMs: 60_000, drainMs: 1000 }),
  'whose promise is awaited': (open) => open('SIGTERM').promise,
  'whose signal is listened to': (open) => open('SIGTERM').signal.addEventListener('abort', () => {}),
  'with a task and a race': (open) => {
    const capture = open('SIGTERM');
    capture.spawn((signal) => sleep(60_000, undefined, { signal, ref: false }).then(() => {})).catch(() => {});
    capture.race(new Promise(() => {})).catch(() => {});
  },
  'that has prevented this very request': (open) => open('SIGINT', { onSignal: (event) => event.preventDefault() }),
  'that an exclusive one keeps from hearing': (open) => open('SIGINT'),
  'that is closing': closing,
  'that was cancelled': (open) => cancelled(open, new Error('enough')),
  'that was cancelled with an abort': (open) => cancelled(open, undefined),
  'that was cancelled, and has told nobody': (open) => open('SIGTERM').abort(new Error('enough')),
  'that is a watch': () => watchSignals('SIGINT').next(),
  'ten of them': (open) => Array.from({ length: 10 }, () => open(['SIGTERM', 'SIGHUP'])),
};

/** A block that such a capture is beside. */
export async function beside(idle: string, interrupt: () => void, say: (line: string) => void, work: (shutdown: SignalCapture) => Promise<unknown>): Promise<void> {
  await using shutdown = captureSignals('SIGINT', idle === 'that an exclusive one keeps from hearing' ? { exclusive: true } : {});
  await using _ = { [Symbol.asyncDispose]: () => sleep(20).then(() => say('cleaned up')) };
  const working = work(shutdown);
  interrupt();
  await working;
}
