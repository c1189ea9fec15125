// Interrupts itself: compiled by every compiler to modules and to CommonJS, and run.
import { captureSignals, raiseSignal, type SignalCapture, type SignalName } from 'capture-signals';
import { drainServer } from 'capture-signals/http';

async function main(name: SignalName): Promise<void> {
  await using shutdown: SignalCapture = captureSignals(name, { graceMs: 10_000 });
  await using _ = { [Symbol.asyncDispose]: async () => console.log('cleaned up') };
  raiseSignal(name);
  await shutdown.promise;
  console.log(typeof drainServer);
  shutdown.signal.throwIfAborted();
}

void main('SIGTERM');
