// raises <name> [nobody]: sends itself a signal, with a capture open or without.
import { captureSignals, raiseSignal } from 'capture-signals';
import { log } from './log.mjs';

const [name, nobody] = process.argv.slice(2);
const shutdown = captureSignals(nobody ? 'SIGINT' : name);
try {
  raiseSignal(name);
  log(`heard ${await shutdown.promise}`);
  shutdown.signal.throwIfAborted();
} finally {
  log('cleaned up');
  await shutdown.close();
}
