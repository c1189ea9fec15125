import { expect } from 'chai';
import { on, once } from 'node:events';
import { Agent, type IncomingMessage, type RequestOptions, type Server, type ServerResponse, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { type DrainOptions, type ServerDrain, drainServer } from 'capture-signals/http';
import { RawClient } from './raw-client.ts';

/** A connection that waits as the listener is closed is reset; on Deno, whose listener is closed a moment later, one that comes then, too. */
const isDeno = 'deno' in process.versions;

export const HOUR_MS = 3_600_000;

export interface Answer {
  status: number;
  connection: string | undefined;
  body: string;
}

/** A listening server with a drain: what arrives waits in `arrival()` to be answered by the test. */
export class Served implements AsyncDisposable {
  readonly #controller = new AbortController();
  readonly #arrivals: AsyncIterator<[IncomingMessage, ServerResponse]>;
  readonly server: Server;
  readonly drain: ServerDrain;
  port = 0;

  private constructor(server: Server, options: DrainOptions) {
    this.server = server;
    this.server.keepAliveTimeout = HOUR_MS; // whatever waits for it runs into the timeout of the test
    this.drain = drainServer(server, { signal: this.#controller.signal, ...options });
    this.#arrivals = on(server, 'request') as AsyncIterator<[IncomingMessage, ServerResponse]>;
  }

  static async start(options: DrainOptions = {}, server: Server = createServer()): Promise<Served> {
    const served = new Served(server, options);
    served.port = await listen(server);
    return served;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  async arrival(): Promise<ServerResponse> {
    return (await this.#arrivals.next()).value[1];
  }

  begin(): void {
    this.#controller.abort();
  }

  drained(): Promise<void> {
    return this.drain.close();
  }

  /** Requests with a connection of their own, unless told otherwise. */
  get(path = '/', options: RequestOptions = {}): Promise<Answer> {
    return ask({ agent: false, host: '127.0.0.1', port: this.port, path, ...options });
  }

  async raw(text = ''): Promise<RawClient> {
    const client = await RawClient.connect(this.port);
    client.say(text);
    return client;
  }

  /** A connection that the server has seen, and that has sent `text`. */
  async accepted(text = ''): Promise<RawClient> {
    const connected = once(this.server, 'connection');
    const client = await this.raw(text);
    await connected;
    return client;
  }

  /** A connection that has had an answer with `Connection: keep-alive`. */
  async keptAlive(): Promise<RawClient> {
    const client = await this.raw('GET /before HTTP/1.1\r\nHost: x\r\n\r\n');
    (await this.arrival()).end('before');
    await client.until('before');
    client.heard = '';
    return client;
  }

  /** Connects again and again, with a pause in which the server may stop accepting, until one is refused. */
  async untilRefused(): Promise<void> {
    for (;;) {
      const client = await RawClient.connect(this.port).catch((error: NodeJS.ErrnoException) => error);
      if (client instanceof RawClient) await client[Symbol.asyncDispose]();
      else if (client.code !== 'ECONNRESET' || !isDeno) return void expect(client).to.have.property('code', 'ECONNREFUSED');
      await setTimeout(5);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await ended(this.server, this.drain);
  }
}

/** Gives the port. */
export async function listen(server: { listen(port: number, host: string): unknown; address(): unknown }): Promise<number> {
  await once(server.listen(0, '127.0.0.1') as Server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Ends a drain, whatever it waits for but its delay: a test that has failed leaves nothing behind. */
export async function ended(server: Server, drain: ServerDrain): Promise<void> {
  let isOver = false;
  void drain.close().catch(() => {}).finally(() => (isOver = true));
  while (!isOver) {
    server.closeAllConnections();
    await setTimeout(2);
  }
}

export async function ask(options: RequestOptions, send: typeof request = request, body?: string | Buffer): Promise<Answer> {
  const [response] = (await once(send(options).end(body), 'response')) as [IncomingMessage];
  let text = '';
  for await (const part of response.setEncoding('utf8')) text += part;
  return { status: response.statusCode!, connection: response.headers.connection, body: text };
}

/** What a promise rejects with; it must. */
export const failure = (promise: PromiseLike<unknown>): Promise<NodeJS.ErrnoException> =>
  Promise.resolve(promise).then(() => expect.fail('It did not fail'), (error: NodeJS.ErrnoException) => error);

export const connections = (server: Pick<Server, 'getConnections'>): Promise<number> =>
  new Promise<number>((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count))));

export const disposable = (agent: Agent): Agent & Disposable => Object.assign(agent, { [Symbol.dispose]: () => agent.destroy() });
