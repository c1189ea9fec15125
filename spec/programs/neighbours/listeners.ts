// listeners <way>: other listeners for the same signal, registered before the capture (or `after` it), beside a cleanup of 50 ms.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const [way, order] = process.argv.slice(2);

const neighbours: Record<string, () => unknown> = {
  'throws': () => process.on('SIGTERM', () => {
    throw new Error('from a neighbour');
  }),
  'exits': () => process.on('SIGTERM', () => process.exit(3)),
  'logs': () => process.on('SIGTERM', () => console.log('neighbour')),
  'removes itself': () => process.once('SIGTERM', () => console.log('neighbour')),
  'raises again': () => process.once('SIGTERM', () => {
    console.log('neighbour');
    process.kill(process.pid, 'SIGTERM');
  }),
  'removes all listeners': () => void setImmediate(() => process.removeAllListeners('SIGTERM')),
  'restores the cursor at exit': () => process.on('exit', () => console.log('cursor restored')),
};

process.on('uncaughtExceptionMonitor', (error) => error.message === 'from a neighbour' && console.log('neighbour threw'));
process.on('exit', (code) => console.log(`exit ${code}`));
if (order !== 'after') neighbours[way!]!();
await using shutdown = captureSignals('SIGTERM');
await using _ = {
  async [Symbol.asyncDispose]() {
    await setTimeout(50);
    console.log('cleaned up');
  },
};
if (order === 'after') neighbours[way!]!();
const { signal } = shutdown;
signal.addEventListener('abort', () => console.log('told'));
await setTimeout(20);
console.log('ready');
await setTimeout(60_000, undefined, { signal });
