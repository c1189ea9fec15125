/** Upgrades: a socket that was upgraded belongs to its owner, who ends it; once the server has stopped accepting, none is taken any more. */
import type { ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { Protocol } from './protocol.ts';

/** What is spoken is not known: nothing is said to it, and it is waited for. */
export class Upgraded implements Protocol {
  readonly activity = 0;
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  unfinished(): string[] {
    return [this.#name];
  }

  isDue(): boolean {
    return false;
  }

  leave(): void {}
  close(): void {}
  destroy(): void {}
  closed(): void {}
}

const REFUSAL = 'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/** Answers an upgrade that nobody will take up, so that its client asks another server. */
export function refuseUpgrade(socket: Duplex, closeOurSide: () => void): void {
  socket.on('error', () => {}); // it has gone away; Node has taken its own listener off
  socket.resume();
  socket.write(REFUSAL);
  closeOurSide();
}

export function refuseStream(stream: ServerHttp2Stream): void {
  stream.on('error', () => {});
  stream.respond({ ':status': 503 }, { endStream: true });
}
