// pino <way>: a logger whose last lines, written by the cleanup, still wait when the process ends.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import pino from 'pino';
import { cleanup, ready, way } from './support.ts';

const ways: Record<string, () => pino.DestinationStream> = {
  'sync': () => pino.destination(1),
  'async': () => pino.destination({ dest: 1, sync: false }),
  'transport': () => pino.transport({ target: 'pino/file' }),
};
const logger = pino({ timestamp: false, base: null }, ways[way]!());
await using shutdown = captureSignals();
await using _ = {
  async [Symbol.asyncDispose]() {
    await cleanup()[Symbol.asyncDispose]();
    logger.info('cleaned up');
  },
};
logger.info('working');
ready();
await setTimeout(60_000, undefined, { signal: shutdown.signal });
