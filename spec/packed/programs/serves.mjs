// Serves until it is interrupted, then drains its server and cleans up; `blocks` makes the cleanup block. Uses all that a bundler could get wrong:
// both entries, the runtime's modules, a thread.
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';

async function main() {
  const blocks = process.argv[2] === 'blocks';
  const shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: blocks ? 200 : 20_000 });
  const server = createServer().listen(0);
  const drain = drainServer(server, { signal: shutdown.signal });
  try {
    console.log('ready');
    await setTimeout(60_000, undefined, { signal: shutdown.signal });
  } finally {
    if (blocks) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    await drain[Symbol.asyncDispose]();
    await setTimeout(20);
    console.log(`cleaned up; the server ${server.listening ? 'listens' : 'is closed'}`);
    await shutdown.close();
  }
}

void main();
