import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { trace } from '@opentelemetry/api';
import { NodeSDK, tracing } from '@opentelemetry/sdk-node';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';
import { untilStopped } from './in-flight.ts';

const port = Number(process.env['PORT'] ?? 8080);
let sent = 0;
const traceExporter: tracing.SpanExporter = {
  export(spans, done) {
    sent += spans.filter(({ name }) => name === 'GET /slow').length;
    done({ code: 0 });
  },
  shutdown: async () => console.log(`${sent} spans sent`),
};

await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 25_000 });
const sdk = new NodeSDK({ traceExporter, metricReaders: [], logRecordProcessors: [], autoDetectResources: false });
sdk.start();
shutdown.defer(() => sdk.shutdown(), 'telemetry'); // declared first, so that the spans of the last requests are sent, too. No process.on('SIGTERM') for it
const tracer = trace.getTracer('app');
const server = createServer((request, response) => tracer.startActiveSpan(`GET ${request.url}`, async (span) => {
  if (request.url === '/slow') {
    await untilStopped(server);
  }
  response.end(request.url === '/slow' ? 'slow\n' : 'Hello\n');
  span.end();
}));
await using drain = drainServer(server, { signal: shutdown.signal, timeoutMs: 15_000 });

await once(server.listen(port), 'listening');
console.log(`Listening on port ${(server.address() as AddressInfo).port}`);
console.log(`${await shutdown.promise}: ${drain.inFlight} requests in flight`);
