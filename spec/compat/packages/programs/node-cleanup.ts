// node-cleanup: a callback for the end of the process. It listens to signals and uncaught exceptions, and raises the signal again.
import nodeCleanup from 'node-cleanup';
import { log, work } from './support.ts';

nodeCleanup((code, signal) => {
  log(`node-cleanup ${code} ${signal}`);
});
await work();
