// Is told of every SIGINT and ends after the second.
import { watchSignals } from 'capture-signals';
import { log } from './log.mjs';

const watch = watchSignals('SIGINT');
log('ready');
let count = 0;
for await (const signal of watch) {
  log(`${signal} ${++count}`);
  if (count === 2) break;
}
log(`${process.listenerCount('SIGINT')} listeners`);
