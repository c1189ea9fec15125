// signal-exit <way>: a callback for the end of the process, of version 4 or 3, which raises the signal again by itself.
import { onExit } from 'signal-exit';
import onExit3 from 'signal-exit-3';
import { log, way, work } from './support.ts';

(way === '3' ? onExit3 : onExit)((code: unknown, signal: unknown) => log(`signal-exit ${code} ${signal}`));
await work();
