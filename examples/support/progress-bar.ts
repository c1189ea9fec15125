const WIDTH = 40;

/** A bar on the terminal; without a terminal, nothing. Disposing of it ends its line. */
export class ProgressBar implements Disposable {
  readonly #total: number;
  #received = 0;
  #shown = '';

  constructor(total: number) {
    this.#total = total;
  }

  /** A stage for a stream pipeline: passes everything on, and draws how much that was. */
  readonly watch = (chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> => this.#watch(chunks);

  async *#watch(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#received += chunk.length;
      this.#draw();
      yield chunk;
    }
  }

  #draw(): void {
    if (!process.stdout.isTTY) return;
    const megabytes = `${(this.#received / 2 ** 20).toFixed(1)} MB`;
    const filled = Math.round(WIDTH * Math.min(1, this.#received / this.#total));
    const bar = this.#total > 0 ? `[${'#'.repeat(filled).padEnd(WIDTH, '.')}] ` : '';
    if (this.#shown === bar + megabytes) return;
    this.#shown = bar + megabytes;
    process.stdout.write(`\r${this.#shown}`);
  }

  [Symbol.dispose](): void {
    if (this.#shown !== '') process.stdout.write('\n');
  }
}
