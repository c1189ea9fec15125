import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { Pool } from 'undici';
import { type Outcome, outcomeOf, outcomeOfError, TIMEOUT_MS } from '../outcomes.ts';
import { type Assignment, askOn, bodyOf, methodOf, times } from './client.ts';

/** A pool with a request at a time on each connection, and one that pipelines. undici pipelines GET alone. */
export async function undici(assignment: Assignment): Promise<void> {
  using sockets = new Sockets();
  const origin = `${assignment.protocol}//127.0.0.1:${assignment.port}`;
  const options = { headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS, connect: { rejectUnauthorized: false } };
  const plain = new Pool(origin, { connections: 4, pipelining: 1, ...options });
  const pipelining = new Pool(origin, { connections: 2, pipelining: 4, ...options });
  await Promise.all([
    ...times(4, () => askOn(assignment, 'undici', (id) => ask(plain, id, 0.5))),
    ...times(6, () => askOn(assignment, 'pipelining', (id) => ask(pipelining, id, 0.1))),
  ]);
  await Promise.all([plain.close(), pipelining.close()]);

  async function ask(pool: Pool, id: string, posts: number): Promise<Outcome> {
    const method = methodOf(posts);
    let hasBegun = false;
    try {
      const { statusCode, headers, body } = await pool.request({ path: `/${id}`, method, body: bodyOf(method) ?? null });
      hasBegun = true;
      return outcomeOf(statusCode, await body.text(), headers['x-connected']);
    } catch (error) {
      if (hasBegun) return 'cut short';
      return sockets.isClosing(id) ? 'not accepted' : outcomeOfError(error, sockets.isReused(id), sockets.idleMs(id));
    } finally {
      sockets.forget(id);
    }
  }
}

interface SentHeaders {
  request: { path: string };
  socket: Socket;
}

interface ReceivedHeaders {
  request: { path: string };
  response: { headers: readonly Buffer[] };
}

/** Which connection a request was sent on, and what had been answered there: undici tells no other way. */
class Sockets implements Disposable {
  readonly #of = new Map<string, Socket>();
  readonly #used = new WeakSet<Socket>();
  readonly #closing = new WeakSet<Socket>();
  readonly #heardAt = new WeakMap<Socket, number>();
  readonly #idleMs = new Map<string, number>();
  readonly #onSent = (message: unknown) => {
    const { request, socket } = message as SentHeaders;
    this.#of.set(request.path, socket);
    this.#idleMs.set(request.path, performance.now() - (this.#heardAt.get(socket) ?? performance.now()));
  };
  readonly #onReceived = (message: unknown) => {
    const { request, response } = message as ReceivedHeaders;
    const socket = this.#of.get(request.path);
    if (socket === undefined) return;
    this.#used.add(socket);
    this.#heardAt.set(socket, performance.now());
    if (response.headers.some((name, i) => i % 2 === 0 && /^connection$/i.test(String(name)) && /close/i.test(String(response.headers[i + 1])))) this.#closing.add(socket);
  };

  constructor() {
    subscribe('undici:client:sendHeaders', this.#onSent);
    subscribe('undici:request:headers', this.#onReceived);
  }

  isReused(id: string): boolean {
    const socket = this.#of.get(`/${id}`);
    return socket !== undefined && this.#used.has(socket);
  }

  /** Whether an answer before has said so. */
  isClosing(id: string): boolean {
    const socket = this.#of.get(`/${id}`);
    return socket !== undefined && this.#closing.has(socket);
  }

  idleMs(id: string): number {
    return this.#idleMs.get(`/${id}`) ?? 0;
  }

  forget(id: string): void {
    this.#of.delete(`/${id}`);
    this.#idleMs.delete(`/${id}`);
  }

  [Symbol.dispose](): void {
    unsubscribe('undici:client:sendHeaders', this.#onSent);
    unsubscribe('undici:request:headers', this.#onReceived);
  }
}
