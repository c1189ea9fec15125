// close-with-grace <way>: a callback for the end of the process. It listens to signals and uncaught exceptions, and exits.
import closeWithGrace from 'close-with-grace';
import { log, way, work } from './support.ts';

const skip = way === 'skip' ? { skip: ['SIGINT', 'SIGTERM', 'SIGHUP', 'uncaughtException'] satisfies closeWithGrace.AllEvents[] } : {};
closeWithGrace({ logger: false, ...skip }, async ({ signal, err }) => log(`close-with-grace ${signal ?? err?.message}`));
await work();
