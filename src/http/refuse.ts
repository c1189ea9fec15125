/** Upgrade requests that come after the server has stopped accepting: nobody takes them any more. */
import type { ServerHttp2Stream } from 'node:http2';

export const REFUSAL = 'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

export function refuseStream(stream: ServerHttp2Stream): void {
  stream.on('error', () => {});
  stream.respond({ ':status': 503 }, { endStream: true });
}
