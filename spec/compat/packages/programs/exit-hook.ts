// exit-hook <way>: a hook for the end of the process. It listens to SIGINT and SIGTERM, and exits.
import exitHook from 'exit-hook';
import { log, way, work } from './support.ts';

exitHook((code) => log(`exit-hook ${code}`));
if (way === 'without its listeners') for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal);
await work();
