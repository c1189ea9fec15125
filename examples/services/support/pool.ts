import { setTimeout as sleep } from 'node:timers/promises';

/** Stands for the pool of a database: a query that is not over when it closes fails, as those of a real one do. */
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
