/**
 * An arrow function without braces returns the promise of an SDK's `abort()` to Node. If it rejects, Node throws the error, and the process ends in the
 * middle of its cleanup.
 *
 *     node examples/traps/abort-listener.mjs wrong
 *     node examples/traps/abort-listener.mjs right
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

/** Like an SDK that says goodbye to its server, but the server has gone. */
const client = {
  async abort() {
    throw new Error('Not connected');
  },
};

function wrong({ signal }) {
  signal.addEventListener('abort', () => client.abort());
}

function right({ signal }) {
  signal.addEventListener('abort', () => {
    client.abort().catch((error) => console.log(`No goodbye: ${error.message}`));
  });
}

await captureSignals().run(async (shutdown) => {
  shutdown.defer(async () => {
    await sleep(100);
    console.log('Cleaned up');
  });
  if (process.argv[2] === 'wrong') wrong(shutdown);
  else right(shutdown);
  console.log('Working');
  await sleep(60_000, undefined, { signal: shutdown.signal });
});
