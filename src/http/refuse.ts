/** Upgrades that are asked for when the server has stopped accepting: nobody takes them any more. */
import type { ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';

const REFUSAL = 'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/** Answers an upgrade that nobody will take up, so that its client asks another server. */
export function refuseUpgrade(socket: Duplex): void {
  socket.on('error', () => {}); // it has gone away; Node has taken its own listener off
  socket.resume();
  socket.end(REFUSAL);
}

export function refuseStream(stream: ServerHttp2Stream): void {
  stream.on('error', () => {});
  stream.respond({ ':status': 503 }, { endStream: true });
}
