import { expect } from 'chai';
import { bitOf, SIGINT_BIT, SIGNAL_NAMES, type SignalName, type SignalSet } from '../../src/interrupts/names.ts';
import type { Request } from '../../src/interrupts/request.ts';
import { World, type Ground, type Hearer } from '../../src/process/world.ts';
import { expected } from '../signals/pairs/model.ts';
import { allRows, describeRow, PLACES, SENT_AFTER_MS, SETS, WINDOW_MS, type Kind, type Row } from '../signals/pairs/rows.ts';

/** A world of its own time, in which nothing waits. */
class Simulation implements Ground {
  readonly world = new World(this);
  killedBy: SignalName | undefined;
  #time = 0;
  #timers: { readonly at: number; readonly then: () => void }[] = [];
  readonly #listened = SIGNAL_NAMES.map(() => 0);

  now(): number {
    return this.#time;
  }

  /** Until then: what is due has happened. */
  pass(time: number): void {
    for (let next; (next = this.#timers.filter(({ at }) => at <= time).sort((one, other) => one.at - other.at)[0]); ) {
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#time = next.at;
      next.then();
    }
    this.#time = time;
  }

  comes(signal: SignalName): void {
    if (this.#listened[SIGNAL_NAMES.indexOf(signal)] === 0 || !this.world.arrived(signal)) this.killedBy = signal;
  }

  listen(set: SignalSet): void {
    this.#count(set, 1);
  }

  unlisten(set: SignalSet, then: (caught: readonly SignalName[]) => void): void {
    this.#count(set, -1);
    then([]);
  }

  #count(set: SignalSet, by: number): void {
    for (const [index, name] of SIGNAL_NAMES.entries()) if ((set & bitOf(name)) !== 0) this.#listened[index]! += by;
  }

  get isListening(): boolean {
    return this.#listened.some((count) => count !== 0);
  }

  whenSignalsAreIn(then: () => void): void {
    then();
  }

  atEndOfTurn(then: () => void): void {
    then();
  }

  after(since: number, ms: number, _keepsAlive: boolean, then: () => void): () => void {
    const timer = { at: since + ms, then };
    this.#timers.push(timer);
    return () => (this.#timers = this.#timers.filter((one) => one !== timer));
  }

  deadline(since: number, ms: number, then: () => void): () => void {
    return this.after(since, ms, true, then);
  }

  releaseSigintAt(): void {}

  raise(signal: SignalName): void {
    this.killedBy = signal;
  }

  end(): void {}
}

/** As a scope takes requests, and a watch signals. */
class Party implements Hearer {
  readonly name: string;
  readonly kind: Kind;
  readonly #world: World;
  readonly #tell: (name: string, isWatched: boolean) => void;
  readonly #signals: SignalSet;
  hears: SignalSet = 0;
  listens: SignalSet = 0;
  joined: readonly Request[] | undefined;
  interrupt: Request | undefined;

  constructor(name: 'first' | 'second', row: Row, world: World, tell: (name: string, isWatched: boolean) => void) {
    this.name = name;
    this.kind = row[name];
    this.#world = world;
    this.#tell = tell;
    this.#signals = SETS[row.set]![name].reduce((set, signal) => set | bitOf(signal), 0);
    world.opens(this, this.#signals);
  }

  get isWatch(): boolean {
    return this.kind === 'watch';
  }

  get isExclusive(): boolean {
    return this.kind === 'exclusive';
  }

  get isReady(): boolean {
    return !this.interrupt;
  }

  get sigintUntil(): number {
    return this.interrupt ? this.interrupt.at + WINDOW_MS : Infinity;
  }

  accept(request: Request): void {
    this.#tell(this.name, this.isWatch);
    if (this.isWatch) return;
    const prevents = this.kind === 'prevents';
    this.#world.journal.takes(request, WINDOW_MS, this.#signals, prevents ? undefined : this);
    if (prevents) return;
    this.interrupt = request;
    this.#world.journal.interrupts(request);
  }

  act(): void {}

  swallow(): void {}

  endWindow(): void {
    this.#world.dropsSigint(this);
  }

  close(): void {
    this.#world.closes(this, () => this.interrupt && this.#world.journal.releases(this.interrupt));
  }
}

interface Told {
  readonly heard: { requests: string[]; watched: string[] }[];
  readonly interrupted: Record<string, string | undefined>;
}

/** What a row does in a world of its own. */
function live(row: Row): Told {
  const simulation = new Simulation();
  const { world } = simulation;
  const told: Told = { heard: [], interrupted: {} };
  const tell = (name: string, isWatched: boolean): void => void (isWatched ? told.heard.at(-1)!.watched : told.heard.at(-1)!.requests).push(name);
  const open: Party[] = [];
  const opens = (name: 'first' | 'second'): Party => {
    const party = new Party(name, row, world, tell);
    open.unshift(party);
    return party;
  };
  const closes = (party: Party): void => {
    open.splice(open.indexOf(party), 1);
    if (simulation.killedBy === undefined) told.interrupted[party.name] = party.interrupt?.signal;
    party.close();
  };
  opens('first');
  let second = row.place === 'opened in cleanup' ? undefined : opens('second');
  for (const [index, { signal, when }] of row.steps.entries()) {
    if (simulation.killedBy !== undefined) break;
    simulation.pass(SENT_AFTER_MS[when]);
    told.heard.push({ requests: [], watched: [] });
    simulation.comes(signal);
    if (index === 0 && row.place === 'closed before') closes(second!);
    if (index === 0) second ??= opens('second');
  }
  for (const party of [...open]) closes(party);
  simulation.pass(60_000);
  if (simulation.isListening) expect.fail(`${describeRow(row)}: still listened to`);
  return told;
}

const sentOnTime = ({ steps }: Row) => steps.map(({ when }) => ({ from: SENT_AFTER_MS[when], to: SENT_AFTER_MS[when] }));

describe('The journal', () => {
  const rows = allRows();

  for (const place of PLACES) {
    it(`has every two captures, ${place}, hear what the contract says, and leaves nothing listened to`, () => {
      for (const row of rows.filter((one) => one.place === place)) {
        const { heard, interrupted } = expected(row, sentOnTime(row));
        const told = live(row);
        if (JSON.stringify(told) !== JSON.stringify({ heard, interrupted })) expect(told, describeRow(row)).to.deep.equal({ heard, interrupted });
      }
    });
  }

  it('is tried with every row of the pairs', () => {
    expect(rows.length).to.equal(PLACES.length * Object.keys(SETS).length * 7 * 7 * 14 * 2);
    expect(SIGINT_BIT).to.equal(bitOf('SIGINT'));
  });
});
