// The interrupt comes while the program is still starting: the server that then listens must not keep it alive.
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { captureSignals, raiseSignal } from 'capture-signals';
import { drainServer } from 'capture-signals/http';

await using shutdown = captureSignals('SIGTERM');
const server = createServer();
await using _ = drainServer(server, { signal: shutdown.signal });
raiseSignal('SIGTERM');
await setTimeout(50);
server.listen(0, '127.0.0.1');
console.log(await shutdown.promise);
