// A callback for SIGINT, SIGTERM and SIGQUIT; ending is left to it.
import onDeath from 'death';
import { never } from '../support/never.js';

export const kind = 'peer';

export const listen = {
  open: () => onDeath(() => {}),
  close: (off) => off(),
};

export async function run(work, cleanup) {
  const off = onDeath(async (signal) => {
    await cleanup();
    off();
    process.kill(process.pid, signal);
  });
  await work({ untilSignal: never });
  off();
  await cleanup();
}
