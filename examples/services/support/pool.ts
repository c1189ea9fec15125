import { setTimeout as sleep } from 'node:timers/promises';

/** Plays the part of a database pool: like a real one, it fails the queries that are still running when it closes. */
export class Pool implements AsyncDisposable {
  #isClosed = false;

  static async open(): Promise<Pool> {
    await sleep(5);
    return new Pool();
  }

  async query(text: string): Promise<string> {
    await sleep(this.#isClosed ? 0 : 20);
    if (this.#isClosed) throw new Error(`The pool is closed: ${text}`);
    return `${text}: 1 row\n`;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    console.log('Pool closed');
    return Promise.resolve();
  }
}
