/**
 * The lines a process has written, in the order of writing. `wait` looks only behind the line that the previous `wait`
 * found, so that a sequence of waits asserts an order.
 */
export class Lines {
  #lines: string[] = [];
  #partial = '';
  #next = 0;
  #ended: (() => Error) | undefined;
  #waiting: { matches: (line: string) => boolean; resolve: (line: string) => void; reject: (error: Error) => void }[] = [];

  push(text: string): void {
    const pieces = (this.#partial + text).split('\n');
    this.#partial = pieces.pop()!;
    this.#lines.push(...pieces);
    this.#settle();
  }

  /** No more lines will come: what is waited for and not there rejects with `explain()`. */
  end(explain: () => Error): void {
    if (this.#ended !== undefined) return;
    if (this.#partial !== '') this.#lines.push(this.#partial);
    this.#partial = '';
    this.#ended = explain;
    this.#settle();
  }

  wait(wanted: string | RegExp): Promise<string> {
    const matches = (line: string) => (typeof wanted === 'string' ? line === wanted : wanted.test(line));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ matches, resolve, reject });
      this.#settle();
    });
  }

  #settle(): void {
    for (let waiter = this.#waiting[0]; waiter !== undefined; waiter = this.#waiting[0]) {
      const index = this.#lines.findIndex((line, i) => i >= this.#next && waiter!.matches(line));
      if (index === -1 && this.#ended === undefined) return;
      this.#waiting.shift();
      if (index === -1) {
        waiter.reject(this.#ended!());
      } else {
        this.#next = index + 1;
        waiter.resolve(this.#lines[index]!);
      }
    }
  }
}
