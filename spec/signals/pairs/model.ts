/**
 * What the contract says of a pair of captures, told once: who hears a signal as a request, what is a repeat and for whom, when a signal
 * kills, and how the process ends. Nothing in it knows how the package is built.
 */
import type { Ended } from '../../support/process.ts';
import { RELAY_MS, SETS, WINDOW_MS, type Kind, type Row, type Step } from './rows.ts';

/** In milliseconds of one clock. */
export interface Sent {
  /** Not before that; and windows that were over then had ended when it was sent. */
  readonly from: number;
  /** By then it had surely been dispatched. */
  readonly to: number;
}

export interface Heard {
  /** The captures to which it was a request, the newest first. */
  readonly requests: readonly string[];
  readonly watched: readonly string[];
}

export interface Expected {
  readonly heard: readonly Heard[];
  /** By what each was interrupted when it began to close. */
  readonly interrupted: Readonly<Record<string, string | undefined>>;
  /** One of these. */
  readonly ends: readonly Pick<Ended, 'code' | 'signal'>[];
}

/** The times do not tell on which side of a limit a signal came. */
export class Unclear extends Error {}

/** A timer may be so early, or late. */
const SLACK_MS = 5;

function isWithin(ms: number, since: Sent, sent: Sent): boolean {
  if (sent.to - since.from < ms - SLACK_MS) return true;
  if (sent.from - since.to > ms + SLACK_MS) return false;
  throw new Unclear();
}

interface Request {
  readonly signal: Step['signal'];
  readonly sent: Sent;
  /** The signals of those who accepted it, prevented or not. */
  readonly captured: Set<string>;
}

class Party {
  readonly name: string;
  readonly kind: Kind;
  readonly signals: readonly string[];
  /** Requests that interrupted somebody who was open when this one was opened. */
  readonly joined: readonly Request[];
  interrupt: Request | undefined;

  constructor(name: 'first' | 'second', row: Row, joined: readonly Request[]) {
    this.name = name;
    this.kind = row[name];
    this.signals = SETS[row.set]![name];
    this.joined = joined;
  }
}

class World {
  /** The newest first. */
  readonly open: Party[] = [];
  readonly requests: Request[] = [];
  readonly heard: Heard[] = [];
  readonly interrupted: Record<string, string | undefined> = {};
  killedBy: Step['signal'] | undefined;

  opens(name: 'first' | 'second', row: Row): Party {
    const party = new Party(name, row, this.requests.filter((request) => this.#isInterrupting(request)));
    this.open.unshift(party);
    return party;
  }

  closes(party: Party): void {
    this.open.splice(this.open.indexOf(party), 1);
    if (this.killedBy === undefined) this.interrupted[party.name] = party.interrupt?.signal;
  }

  #isInterrupting(request: Request): boolean {
    return this.open.some(({ interrupt }) => interrupt === request);
  }

  /** 3.3: after its window SIGINT does again what it did before. */
  #hears(party: Party, signal: string, sent: Sent): boolean {
    if (!party.signals.includes(signal)) return false;
    return signal !== 'SIGINT' || party.interrupt === undefined || isWithin(WINDOW_MS, party.interrupt.sent, sent);
  }

  /** 3.3: what can be the same key or command once more. */
  #isRepeat(signal: string, sent: Sent): boolean {
    return this.requests.some((request) =>
      signal === request.signal ? isWithin(WINDOW_MS, request.sent, sent) : isWithin(RELAY_MS, request.sent, sent));
  }

  /** Within its window a request swallows what those who accepted it have captured, although they have closed. */
  #isHeld(signal: string, sent: Sent): boolean {
    return this.requests.some(({ captured }) => captured.has(signal)) && this.#isRepeat(signal, sent);
  }

  comes({ signal }: Step, sent: Sent): void {
    const hearing = this.open.filter((party) => this.#hears(party, signal, sent));
    if (hearing.length === 0 && !this.#isHeld(signal, sent)) {
      this.killedBy = signal;
      this.heard.push({ requests: [], watched: [] });
      return;
    }
    const watched = hearing.filter(({ kind }) => kind === 'watch').map(({ name }) => name);
    const accepting = this.#isRepeat(signal, sent) ? [] : this.#accepting(hearing, sent);
    if (accepting.length > 0) {
      const request: Request = { signal, sent, captured: new Set(accepting.flatMap(({ signals }) => signals)) };
      this.requests.push(request);
      for (const party of accepting) if (party.kind !== 'prevents') party.interrupt = request;
    }
    this.heard.push({ requests: accepting.map(({ name }) => name), watched });
  }

  /** 3.2: the newest first, down to and including an exclusive one. What an interrupted one swallows, it keeps from nobody. */
  #accepting(hearing: readonly Party[], sent: Sent): Party[] {
    const hasJoined = ({ joined }: Party) => joined.some((request) => this.#isInterrupting(request) && isWithin(WINDOW_MS, request.sent, sent));
    const ready = hearing.filter((party) => party.kind !== 'watch' && party.interrupt === undefined && !hasJoined(party));
    const exclusive = ready.findIndex(({ kind }) => kind === 'exclusive');
    return exclusive === -1 ? ready : ready.slice(0, exclusive + 1);
  }
}

/** Throws {@link Unclear} where the times do not tell. */
export function expected(row: Row, times: readonly Sent[]): Expected {
  const world = new World();
  const first = world.opens('first', row);
  let second = row.place === 'opened in cleanup' ? undefined : world.opens('second', row);
  for (const [index, step] of row.steps.entries()) {
    if (world.killedBy !== undefined || times[index] === undefined) break;
    world.comes(step, times[index]);
    if (index === 0 && row.place === 'closed before') world.closes(second!);
    if (index === 0) second ??= world.opens('second', row);
  }
  for (const party of [...world.open]) world.closes(party);
  return { heard: world.heard, interrupted: world.interrupted, ends: ends(row, world.killedBy, first, second!) };
}

/** 4: the interrupt that leaves the outermost block, or that a floating function rejects with, is what the process dies by. */
function ends(row: Row, killedBy: Step['signal'] | undefined, first: Party, second: Party): Expected['ends'] {
  const dies = (signal: Step['signal']) => ({ code: null, signal });
  if (killedBy !== undefined) return [dies(killedBy)];
  const letGo = row.place === 'closed before' ? [first] : [first, second];
  const interrupts = [...new Set(letGo.map(({ interrupt }) => interrupt).filter((interrupt) => interrupt !== undefined))];
  if (row.end === 'catches' || interrupts.length === 0) return [{ code: 0, signal: null }];
  // In one block the first interrupt ends the work; of two functions, or where a cleanup throws on top, either may be it.
  interrupts.sort((one, other) => one.sent.from - other.sent.from);
  return (row.place === 'nested' ? interrupts.slice(0, 1) : interrupts).map(({ signal }) => dies(signal));
}
