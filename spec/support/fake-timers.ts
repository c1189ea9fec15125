/** In the place of `globalThis.setTimeout` until they are restored, as the fake ones of a test runner: time passes when it is told to. */
export class FakeTimers {
  readonly #real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
  readonly #waiting = new Map<number, { at: number; callback: () => void }>();
  #now = 0;
  #last = 0;

  constructor() {
    const setTimeout = (callback: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): number => {
      this.#waiting.set(++this.#last, { at: this.#now + ms, callback: () => callback(...args) });
      return this.#last;
    };
    Object.assign(globalThis, { setTimeout, clearTimeout: (id: number) => this.#waiting.delete(id) });
  }

  tick(ms: number): void {
    this.#now += ms;
    const due = [...this.#waiting].filter(([, { at }]) => at <= this.#now).sort(([, a], [, b]) => a.at - b.at);
    for (const [id, { callback }] of due) if (this.#waiting.delete(id)) callback();
  }

  restore(): void {
    Object.assign(globalThis, this.#real);
  }
}
