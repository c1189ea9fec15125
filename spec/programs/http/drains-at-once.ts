// A server without connections, with a linger of an hour. It is drained by itself, and then nothing is left that keeps the program alive.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { drainServer } from 'capture-signals/http';

const server = createServer();
const drain = drainServer(server, { lingerMs: 3_600_000 });
await once(server.listen(0, '127.0.0.1'), 'listening');
await drain.close();
console.log('drained');
