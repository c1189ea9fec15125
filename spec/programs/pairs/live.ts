// live <rows as JSON>: lives through pairs of captures, one after the other, sends itself signals, and tells as lines of JSON what was heard.
import diagnostics from 'node:diagnostics_channel';
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, findInterrupt, watchSignals, type SignalCapture } from 'capture-signals';
import { dispatched, windowsEnded } from '../../support/in-flight.ts';
import { OPTIONS, SENT_AFTER_MS, SETS, WINDOW_MS, type Kind, type Row, type Step } from '../../signals/pairs/rows.ts';

const tell = (event: object): void => void writeSync(1, `${JSON.stringify(event)}\n`);
const names = new Map<number, string>();
let openedId = 0;
diagnostics.subscribe('capture-signals:opened', (message) => (openedId = (message as { id: number }).id));

diagnostics.subscribe('capture-signals:requested', (message) => {
  const { id } = message as { id: number };
  tell({ request: names.get(id), at: performance.now() });
});
diagnostics.subscribe('capture-signals:repeated', () => tell({ at: performance.now() }));

/** What the two of a pair have in common: the signals that are still to be sent, one after the other. */
class Script {
  readonly #steps: readonly Step[];
  readonly #done: () => void;
  /** Settles when all have been sent. */
  readonly played: Promise<void>;
  #playing = Promise.resolve();
  #began = 0;
  #sent = 0;

  constructor(steps: readonly Step[]) {
    this.#steps = steps;
    let done!: () => void;
    this.played = new Promise((resolve) => (done = resolve));
    this.#done = done;
  }

  /** The next one, or all that are left. */
  play(count = this.#steps.length): Promise<void> {
    return (this.#playing = this.#playing.then(async () => {
      for (let left = Math.min(count, this.#steps.length - this.#sent); left > 0; left--) await this.#send(this.#steps[this.#sent]!);
      if (this.#sent === this.#steps.length) this.#done();
    }));
  }

  async #send({ signal, when }: Step): Promise<void> {
    this.#began ||= performance.now();
    const wait = this.#began + SENT_AFTER_MS[when] - performance.now();
    if (wait > 0) await sleep(wait);
    const at = performance.now();
    await windowsEnded(); // of those that were over at that time; and a capture that was opened in this turn hears
    tell({ sending: this.#sent, at });
    process.kill(process.pid, signal);
    await dispatched();
    tell({ sent: this.#sent++, at: performance.now() });
  }
}

/** A capture, or a watch, of a pair; closed by the end of its block. */
class Party implements AsyncDisposable {
  readonly #name: string;
  readonly #capture: SignalCapture | undefined;
  readonly #watch: AsyncDisposable | undefined;

  constructor(name: 'first' | 'second', row: Row) {
    const kind: Kind = row[name];
    const signals = SETS[row.set]![name];
    this.#name = name;
    if (kind === 'watch') {
      const watch = watchSignals(signals);
      this.#watch = watch;
      void (async () => {
        for await (const _ of watch) tell({ watched: name });
      })();
    } else {
      const options = kind === 'prevents' ? { onSignal: (event: { preventDefault(): void }) => event.preventDefault() } : OPTIONS[kind];
      this.#capture = captureSignals(signals, { repeatMs: WINDOW_MS, ...options });
      names.set(openedId, name);
    }
  }

  get isInterrupted(): boolean {
    return this.#capture?.interrupted !== undefined;
  }

  /** Rejects with the interrupt, after the drain. */
  readonly cancelled = (): Promise<never> => new Promise((_, reject) => {
    const signal = this.#capture?.signal;
    signal?.addEventListener('abort', () => reject(signal.reason));
    if (signal?.aborted) reject(signal.reason);
  });

  async [Symbol.asyncDispose](): Promise<void> {
    tell({ closing: this.#name, interrupted: this.#capture?.interrupted?.signal });
    await (this.#capture ?? this.#watch)![Symbol.asyncDispose]();
  }
}

/** Works until one of them is interrupted, or `end`. */
async function work(end: Promise<unknown>, ...parties: Party[]): Promise<void> {
  const cancelled = Promise.race(parties.map((party) => party.cancelled()));
  await Promise.race([cancelled, end]);
  if (parties.some(({ isInterrupted }) => isInterrupted)) await cancelled; // it drains
}

const places: Record<Row['place'], (row: Row, script: Script) => Promise<void>> = {
  async 'nested'(row, script) {
    await using first = new Party('first', row);
    await using _first = { [Symbol.asyncDispose]: () => script.played };
    await using second = new Party('second', row);
    await using _second = { [Symbol.asyncDispose]: () => script.played };
    void script.play();
    await work(script.played, second, first);
  },

  async 'beside'(row, script) {
    async function live(name: 'first' | 'second'): Promise<void> {
      await using party = new Party(name, row);
      await using _ = { [Symbol.asyncDispose]: () => script.played };
      await work(script.played, party);
    }
    const lives = [live('first'), live('second')];
    void script.play();
    if (row.end === 'catches') await Promise.all(lives.map(catching));
    else await new Promise<void>((resolve) => {
      let left = lives.length;
      for (const life of lives) void life.then(() => --left === 0 && resolve()); // each floats
    });
  },

  async 'closed before'(row, script) {
    await using first = new Party('first', row);
    await using _first = { [Symbol.asyncDispose]: () => script.played };
    await catching((async () => {
      await using second = new Party('second', row);
      await work(script.play(1), second);
    })());
    void script.play();
    await work(script.played, first);
  },

  async 'opened in cleanup'(row, script) {
    await using first = new Party('first', row);
    await using _first = {
      async [Symbol.asyncDispose]() {
        await using second = new Party('second', row);
        await using _second = { [Symbol.asyncDispose]: () => script.played };
        void script.play();
        await work(script.played, second);
      },
    };
    await work(script.play(1), first);
  },
};

async function catching(life: Promise<void>): Promise<void> {
  try {
    await life;
  } catch (error) {
    if (!findInterrupt(error)) throw error;
  }
}

process.on('exit', (code) => tell({ exit: code }));
for (const row of JSON.parse(process.argv[2]!) as Row[]) {
  while (['SIGINT', 'SIGTERM'].some((signal) => process.listenerCount(signal) > 0)) await sleep(5); // the windows of the one before
  tell({ row: true });
  const life = places[row.place](row, new Script(row.steps));
  await (row.end === 'catches' ? catching(life) : life);
  tell({ over: true });
}
