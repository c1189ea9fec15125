// ending.js <peer>: waits for SIGTERM with nothing to clean up.
import { loadPeer } from '../support/peers.js';

const { run } = await loadPeer(process.argv[2]);
await run(
  ({ signal }) =>
    new Promise((_, reject) => {
      const timer = setInterval(() => {}, 1000);
      signal.addEventListener('abort', () => {
        clearInterval(timer);
        reject(signal.reason);
      });
      process.stdout.write('ready\n');
    }),
  async () => {},
);
