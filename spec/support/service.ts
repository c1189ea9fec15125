import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { start, type Child, type StartOptions } from './process.ts';
import { ask, type Answer } from './served.ts';

/** A program that serves HTTP on a port of its own choice, and says which. */
export class Service implements AsyncDisposable {
  readonly child: Child;
  readonly port: number;

  private constructor(child: Child, port: number) {
    this.child = child;
    this.port = port;
  }

  static async start(program: string, options: StartOptions = {}): Promise<Service> {
    const child = await start(program, { ...options, ready: false, env: { PORT: '0', ...options.env } });
    try {
      return new Service(child, Number(/\d+/.exec(await child.line(/^Listening on port \d+$/))));
    } catch (error) {
      await child[Symbol.asyncDispose]();
      throw error;
    }
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** On a connection of its own. */
  get(path = '/'): Promise<Answer> {
    return ask({ agent: false, host: '127.0.0.1', port: this.port, path });
  }

  /** A request to an echo that is under way until `finish` sends the rest of it; `begun` when something has come back. */
  upload(path = '/'): { begun: Promise<unknown>; finish(): Promise<Answer> } {
    const sent = request({ agent: false, host: '127.0.0.1', port: this.port, path, method: 'POST' });
    sent.write('begin ');
    const answer = answerTo(sent);
    answer.catch(() => {}); // whoever finishes it hears
    return {
      begun: once(sent, 'response'),
      finish() {
        sent.end('end');
        return answer;
      },
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.child[Symbol.asyncDispose]();
  }
}

async function answerTo(sent: ClientRequest): Promise<Answer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => sent.once('response', resolve).once('error', reject));
  let body = '';
  for await (const part of response.setEncoding('utf8')) body += part;
  return { status: response.statusCode!, connection: response.headers.connection, body };
}

export interface LoadOptions {
  /** Asked anew for each request. */
  port: () => number;
  path?: string;
  /** Half of them keep their connection, the others make one for each request. */
  clients?: number;
  isRight: (answer: Answer) => boolean;
}

/**
 * Clients that ask one request after another. What fails is kept, but for connections that never began: those that were refused, and new ones that were
 * reset. A server that stops listening resets what the system has just taken for it: a busy machine can suspend it for some milliseconds as it closes.
 */
export class Load implements AsyncDisposable {
  readonly failures: string[] = [];
  answered = 0;
  refused = 0;
  reset = 0;
  readonly #options: LoadOptions;
  readonly #clients: Promise<void>[];
  #isOver = false;
  #waiting: { count: number; resolve: () => void; reject: (error: Error) => void }[] = [];

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#clients = Array.from({ length: options.clients ?? 8 }, (_, index) => this.#run(index % 2 === 0));
  }

  /** Resolves when so many more have been answered; rejects when one fails. */
  more(count: number): Promise<void> {
    return new Promise((resolve, reject) => this.#waiting.push({ count: this.answered + count, resolve, reject }));
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#clients);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #run(keepAlive: boolean): Promise<void> {
    const agent = new Agent({ keepAlive, maxSockets: 1 });
    while (!this.#isOver) {
      await this.#ask(agent);
      await setTimeout(Math.random() * 5);
    }
    agent.destroy();
  }

  async #ask(agent: Agent): Promise<void> {
    const sent = request({ agent, host: '127.0.0.1', port: this.#options.port(), path: this.#options.path ?? '/' });
    try {
      sent.end();
      const answer = await answerTo(sent);
      if (!this.#options.isRight(answer)) throw new Error(`${answer.status} ${answer.body}`);
      this.answered++;
      for (const { resolve } of this.#waiting.filter(({ count }) => this.answered >= count)) resolve();
      this.#waiting = this.#waiting.filter(({ count }) => this.answered < count);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ECONNREFUSED') return void this.refused++;
      if (code === 'ECONNRESET' && /^(read|connect) /.test(message) && !sent.reusedSocket) return void this.reset++;
      const failure = `${code ?? ''} ${message}${sent.reusedSocket ? ', on a connection that had been used before' : ''}`.trim();
      this.failures.push(failure);
      for (const { reject } of this.#waiting.splice(0)) reject(new Error(`A request failed: ${failure}`));
    }
  }
}
