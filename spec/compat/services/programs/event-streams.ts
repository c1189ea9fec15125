import type { Server, ServerResponse } from 'node:http';

/** As examples/services/event-streams does. */
export function endEventStreams(server: Server, signal: AbortSignal): void {
  const streams = new Set<ServerResponse>();
  server.on('request', (request, response) => {
    if (!request.headers.accept?.includes('text/event-stream')) return;
    streams.add(response);
    response.once('close', () => streams.delete(response));
  });
  signal.addEventListener('abort', () => setInterval(() => {
    for (const response of streams) if (response.headersSent) response.end();
  }, 50).unref());
}
