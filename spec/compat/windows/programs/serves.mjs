// Ctrl-C comes while a request is being answered, which nothing but Ctrl-C lets it do.
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';
import { log } from './log.mjs';

const shutdown = captureSignals('SIGINT');
const server = createServer(async (_request, response) => {
  log('answering');
  await shutdown.promise;
  await setTimeout(100);
  response.end('whole');
});
const drain = drainServer(server, { signal: shutdown.signal });
try {
  server.listen(0, '127.0.0.1', () => log(`listens ${server.address().port}`));
  await setTimeout(600_000, undefined, { signal: shutdown.signal });
} finally {
  await drain[Symbol.asyncDispose]();
  log(`drained, ${server.listening ? 'listening' : 'closed'}`);
  await shutdown.close();
}
