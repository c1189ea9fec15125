// One set of handlers for the process; returning false keeps it alive for asynchronous work, as its README has it.
import nodeCleanup from 'node-cleanup';
import { never } from '../support/never.js';

export const kind = 'peer';

export const listen = {
  open: () => nodeCleanup(() => {}),
  close: () => nodeCleanup.uninstall(),
  onlyOne: true,
};

export async function run(work, cleanup) {
  nodeCleanup((exitCode, signal) => {
    if (!signal) return undefined;
    cleanup().then(() => process.kill(process.pid, signal));
    nodeCleanup.uninstall();
    return false;
  });
  await work({ untilSignal: never });
  nodeCleanup.uninstall();
  await cleanup();
}
