import Hapi from '@hapi/hapi';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';
import { untilStopped } from './in-flight.ts';

const port = Number(process.env['PORT'] ?? 8080);

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 25_000 });
const app = Hapi.server({ port });
shutdown.defer(() => app.stop(), 'app'); // its onPostStop runs when the last request has been answered
await using drain = drainServer(app.listener, { signal: shutdown.signal, timeoutMs: 15_000 });
app.ext('onPostStop', () => console.log('closed'));
app.route({
  method: 'GET',
  path: '/slow',
  async handler() {
    await untilStopped(app.listener);
    return 'slow\n';
  },
});
app.route({ method: 'GET', path: '/', handler: () => 'Hello\n' });

await app.start();
console.log(`Listening on port ${app.info.port}`);
console.log(`${await shutdown.promise}: ${drain.inFlight} requests in flight`);
