import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, type Server, type ServerResponse, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { ask } from '../../support/served.ts';

const CHECK_EVERY_MS = 50;

/** A load balancer as they are: asks each server from time to time whether it is ready, and gives the requests to those that were. */
export class Balancer implements AsyncDisposable {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #server: Server = createServer((incoming, response) => this.#pass(incoming, response));
  readonly #checks: Promise<void>;
  readonly #over = new AbortController();
  readonly #isReady = new Map<number, boolean>();
  #turn = 0;

  private constructor(ports: readonly number[]) {
    for (const port of ports) this.#isReady.set(port, true);
    this.#checks = this.#check();
  }

  static async start(ports: readonly number[]): Promise<Balancer> {
    const balancer = new Balancer(ports);
    await once(balancer.#server.listen(0, '127.0.0.1'), 'listening');
    return balancer;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    await this.#checks;
    this.#server.close();
    this.#server.closeAllConnections();
    this.#agent.destroy();
  }

  #pass(incoming: IncomingMessage, response: ServerResponse): void {
    const ready = [...this.#isReady].filter(([, isReady]) => isReady).map(([port]) => port);
    const port = ready[this.#turn++ % ready.length];
    const outgoing = request({ agent: this.#agent, host: '127.0.0.1', port, path: incoming.url, method: incoming.method });
    outgoing.once('response', (answer: IncomingMessage) => {
      response.writeHead(answer.statusCode!);
      answer.once('error', () => response.destroy()).pipe(response);
    });
    outgoing.once('error', (error) => response.writeHead(502).end(`${error.message} at ${port}`));
    incoming.pipe(outgoing);
  }

  async #check(): Promise<void> {
    while (!this.#over.signal.aborted) {
      for (const port of this.#isReady.keys()) {
        const status = await ask({ agent: false, host: '127.0.0.1', port, path: '/ready' }).then((answer) => answer.status, () => 0);
        this.#isReady.set(port, status === 200);
      }
      await setTimeout(CHECK_EVERY_MS, undefined, { signal: this.#over.signal }).catch(() => {});
    }
  }
}
