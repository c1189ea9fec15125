// runs-out-of-work-twice <folder> <way>: the package and another copy of it, and nothing is left to do.
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { captureSignals } from 'capture-signals';

const [folder, way] = process.argv.slice(2);
const other: typeof import('capture-signals') = await import(pathToFileURL(`${folder}/index.js`).href);

function idles(name: string, capture: typeof captureSignals): void {
  capture('SIGHUP').defer(async () => {
    await sleep(20);
    console.log(`${name} has cleaned up`);
  });
}

function hangs(capture: typeof captureSignals): void {
  const shutdown = capture('SIGTERM');
  shutdown.defer(() => new Promise(() => {}), 'pool');
  shutdown.signal.addEventListener('abort', () => void shutdown.close());
}

const ways: Record<string, () => void> = {
  'both are idle': () => {
    idles('one', captureSignals);
    idles('other', other.captureSignals);
  },
  'one hangs, the other is idle': () => {
    idles('other', other.captureSignals);
    hangs(captureSignals);
  },
  'the other hangs, one is idle': () => {
    idles('one', captureSignals);
    hangs(other.captureSignals);
  },
  'both hang': () => {
    hangs(captureSignals);
    hangs(other.captureSignals);
  },
};

ways[way!]!();
if (way !== 'both are idle') process.kill(process.pid, 'SIGTERM');
setTimeout(() => {}, 20);
