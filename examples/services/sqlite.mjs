/**
 * The server of server.ts in plain JavaScript, with a real database. Cleanups run newest first, so the database is closed when the last request has been answered.
 *
 *     node examples/services/sqlite.mjs visits.db
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';

const [path = 'visits.db'] = process.argv.slice(2);
const { PORT = '8080', DELAY_MS = '5000' } = process.env;

await captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 25_000 }).run(async (shutdown) => {
  const database = new DatabaseSync(path);
  shutdown.defer(() => database.close(), 'database');
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS visits (path TEXT)');
  const insert = database.prepare('INSERT INTO visits VALUES (?)');

  const server = createServer((request, response) => {
    if (request.url === '/ready') return response.writeHead(drain.draining ? 503 : 200).end();
    response.end(`visit ${insert.run(request.url).lastInsertRowid}\n`);
  });
  const drain = drainServer(server, { signal: shutdown.signal, delayMs: Number(DELAY_MS), timeoutMs: 15_000 });
  shutdown.defer(() => drain.close(), 'server');

  await once(server.listen(Number(PORT)), 'listening');
  console.log(`Listening on port ${server.address().port}`);
  console.log(`${await shutdown.promise}: ${drain.inFlight} requests in flight`);
});
