// drain.js <peer>: an HTTP server with an idle keep-alive connection and a request that takes 300 ms more, drained. Prints how long it
// took in milliseconds, and whether that request was answered in full.
import { once } from 'node:events';
import { Agent, createServer, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadPeer } from '../support/peers.js';

function deferred() {
  const result = {};
  result.promise = new Promise((resolve) => { result.resolve = resolve; });
  return result;
}

const REQUEST_MS = 300;
const { drain } = await loadPeer(process.argv[2]);
const arrived = deferred();
const server = createServer(async (request, response) => {
  if (request.url === '/slow') {
    arrived.resolve();
    response.write('be');
    await sleep(REQUEST_MS);
  }
  response.end('gin');
});
const start = await drain(server);
await once(server.listen(0, '127.0.0.1'), 'listening');

const answer = (path, agent) =>
  new Promise((resolve, reject) => {
    get({ port: server.address().port, path, agent }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve(text);
    }).on('error', reject);
  });

await answer('/', new Agent({ keepAlive: true }));
const slow = answer('/slow', new Agent({ keepAlive: true })).catch((error) => error.code);
await arrived.promise;
const since = performance.now();
await start();
const ms = performance.now() - since;
const text = await slow;
process.stdout.write(JSON.stringify({ ms, answered: text === 'begin' ? 'in full' : text }), () => process.exit(0));
