import { once } from 'node:events';
import { type Socket, connect } from 'node:net';

/** A TCP connection to a server on this machine: says exactly what it is told to, and keeps what it hears. */
export class RawClient implements AsyncDisposable {
  readonly socket: Socket;
  /** All that was heard, once the connection has ended. Never rejects. */
  readonly ended: Promise<string>;
  heard = '';

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => {}); // a reset ends it too
    socket.setEncoding('latin1').on('data', (text: string) => (this.heard += text));
    this.ended = new Promise((resolve) => socket.once('close', () => resolve(this.heard)));
  }

  /** Rejects when the connection is refused. */
  static async connect(port: number): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  say(text: string): void {
    this.socket.write(text, 'latin1');
  }

  /** Resolves when `part` has been heard; rejects when the connection has ended without. */
  async until(part: string): Promise<void> {
    while (!this.heard.includes(part)) {
      if (this.socket.closed) throw new Error(`The connection ended before ${JSON.stringify(part)}:\n${this.heard}`);
      await Promise.race([once(this.socket, 'data'), this.ended]);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy();
    await this.ended;
  }
}
