import diagnostics from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import { captureSignals, findInterrupt, InterruptError, raiseSignal, watchSignals, type SignalCapture, type SignalEvent, type SignalName } from 'capture-signals';
import { mockSignals } from 'capture-signals/testing';
import { FakeTimers } from '../../support/fake-timers.ts';
import { turns } from '../../support/in-flight.ts';

export interface Told {
  readonly heard: readonly string[];
  readonly dies: SignalName | undefined;
}

const namesOf = (list: string): SignalName[] => list.split(',') as SignalName[];

/** What `programs/signals/scenario` does to itself, in a world of its own, whose time passes when it is told to. */
export class ScenarioWorld implements Disposable {
  readonly #signals = mockSignals();
  readonly #timers = new FakeTimers();
  readonly #captures = new Map<string, SignalCapture>();
  readonly #names = new Map<number, string>();
  readonly #heard: string[] = [];
  #dies: SignalName | undefined;
  #opened = 0;

  readonly #onOpened = (message: unknown): void => void (this.#opened = (message as { id: number }).id);
  readonly #onRequested = (message: unknown): void => {
    const { id, signal, prevented } = message as { id: number; signal: string; prevented: boolean };
    this.#heard.push(`${this.#names.get(id)}: ${signal}${prevented ? ', prevented' : ''}`);
  };

  readonly #verbs: Record<string, (...words: string[]) => unknown> = {
    open: (name, signals, options) => this.#open(name!, namesOf(signals!), options),
    watch: (name, signals) => void this.#watch(name!, namesOf(signals!)),
    close: (name) => this.#captures.get(name!)!.close().catch((error: unknown) => this.#heard.push(`${name} throws ${findInterrupt(error)?.signal}`)),
    show: (name) => void this.#heard.push(inspect(this.#captures.get(name!))),
    abort: (name, signal) => this.#captures.get(name!)!.abort(new InterruptError(signal as SignalName)),
    wait: (ms) => this.#timers.tick(Number(ms)),
    raise: (signal) => raiseSignal(signal as SignalName),
    send: (...signals) => signals.forEach((signal) => this.#signals.send(signal as SignalName)),
    soon: (signal) => this.#signals.send(signal as SignalName),
  };

  constructor() {
    void this.#signals.ending.then((end) => 'signal' in end && (this.#dies = end.signal));
    diagnostics.subscribe('capture-signals:opened', this.#onOpened);
    diagnostics.subscribe('capture-signals:requested', this.#onRequested);
  }

  /** Until one ends the process. */
  async play(steps: readonly string[]): Promise<Told> {
    for (const step of steps) {
      const [verb, ...words] = step.split(' ');
      await this.#verbs[verb!]!(...words);
      await turns(6);
      if (this.#dies) break;
    }
    return { heard: this.#heard, dies: this.#dies };
  }

  [Symbol.dispose](): void {
    diagnostics.unsubscribe('capture-signals:opened', this.#onOpened);
    diagnostics.unsubscribe('capture-signals:requested', this.#onRequested);
    this.#timers.restore();
    this.#signals[Symbol.dispose]();
  }

  #open(name: string, signals: SignalName[], options = '{}'): void {
    const { prevents, opens, parent, ...rest } = JSON.parse(options) as { prevents?: boolean; opens?: string; parent?: string };
    const onSignal = (event: SignalEvent): void => {
      if (opens !== undefined) this.#verbs['open']!(...opens.split(':'));
      if (prevents) event.preventDefault();
    };
    const signal = parent === undefined ? {} : { signal: this.#captures.get(parent)!.signal };
    const capture = captureSignals(signals, { ...rest, ...signal, ...((prevents || opens !== undefined) && { onSignal }) });
    this.#captures.set(name, capture);
    this.#names.set(this.#opened, name);
    capture.signal.addEventListener('abort', () => {}); // so that an interrupt is seen
  }

  async #watch(name: string, signals: SignalName[]): Promise<void> {
    for await (const signal of watchSignals(signals)) this.#heard.push(`${name}: ${signal}`);
  }
}
