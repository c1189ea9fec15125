// ends <way>: what a block can do with an interrupt, other than to let it go.
import { setTimeout } from 'node:timers/promises';
import { captureSignals, findInterrupt } from 'capture-signals';
import { log } from './log.mjs';

const ways = {
  'catches it and goes on': (error) => log(`caught ${findInterrupt(error)?.signal}`),
  'fails': () => {
    throw new Error('an error of its own');
  },
  'exits': () => process.exit(7),
};

const shutdown = captureSignals('SIGINT');
try {
  log('ready');
  if (process.argv[2] === 'returns') {
    log(`${await shutdown.promise}, ${shutdown.interrupted?.exitCode}`);
  } else {
    await setTimeout(600_000, undefined, { signal: shutdown.signal });
  }
} catch (error) {
  ways[process.argv[2]](error);
} finally {
  await shutdown.close();
}
log('still here');
