/**
 * What is true of every program, however its signals fall: told by the log alone, without a model of what should have come. Each rule names what it
 * is about first; the rest of a line is the detail.
 */
import { constants } from 'node:os';
import { bodiesOf, SIGNALS, type Program, type Signal, type Step } from './program.ts';

export interface Life {
  program: Program;
  /** Bun prints an uncaught error and runs on while the main module awaits something. */
  runsOn: boolean;
  /** What the program has told. */
  log: string;
  /** On the clock of the log, in milliseconds; of those that reached the process. */
  sent: { signal: Signal; at: number }[];
  /** `undefined` when it had to be killed. */
  end: { code: number | null; signal: string | null; stderr: string } | undefined;
}

interface Event {
  at: number;
  what: string;
  words: string[];
}

interface Scope {
  id: string;
  flow: string;
  form: string;
  signals: string[];
  opened: number;
  closing: number;
  closed: number;
}

/** Signals that were sent this near to the opening or the closing of a scope may have met it or not. */
const NEAR_MS = 8;
const LINE = /^capture-signals: .*\n/gm;
/** Of Node, with exit code 13. */
const UNSETTLED = /^Warning: Detected unsettled top-level await at[^]*?\n *\^\n+/m;

export function read(log: string): Event[] {
  return log.split('\n').filter(Boolean).map((line) => {
    const [at, what, ...words] = line.split(' ');
    return { at: Number(at), what: what!, words };
  });
}

export function judge(life: Life): string[] {
  return new Trial(life).broken();
}

class Trial {
  readonly #life: Life;
  readonly #events: Event[];
  readonly #scopes: Scope[];
  readonly #broken: string[] = [];
  /** Of stderr: the lines of a forced end, and all else. */
  readonly #forced: string[];
  readonly #stderr: string;

  constructor(life: Life) {
    this.#life = life;
    this.#events = read(life.log);
    // What comes as the process ends by one signal may kill it as well: it is the first that counts.
    const meant = SIGNALS.find((signal) => codeOf(signal) === this.#all('exiting')[0]?.words[0]);
    if (meant && life.end?.signal && life.sent.some(({ signal }) => signal === life.end!.signal)) this.#life = { ...life, end: { ...life.end, signal: meant } };
    const when = (what: string, id: string) => this.#events.find((event) => event.what === what && event.words[0] === id)?.at ?? Infinity;
    this.#scopes = this.#all('open').map(({ at, words: [id, flow, form, signals] }) => ({
      id: id!, flow: flow!, form: form!, signals: signals!.split(','), opened: at, closing: when('closing', id!), closed: when('closed', id!),
    }));
    const stderr = life.end?.stderr ?? '';
    this.#forced = stderr.match(LINE) ?? [];
    this.#stderr = stderr.replace(LINE, '').replace(life.end?.code === 13 ? UNSETTLED : '', '');
  }

  broken(): string[] {
    const { end } = this.#life;
    if (!end) return ['hang: it had to be killed'];
    if (!this.#has('ready')) return [`start: ${end.stderr}`];
    this.#cleanups();
    if (this.#life.runsOn && this.#all('letgo').some(({ words: [flow, held] }) => flow !== 'main' && !held!.startsWith('SIG'))) return this.#broken;
    this.#ended(end);
    this.#whole(end);
    this.#silence(end);
    this.#failures();
    this.#accounts(end);
    this.#missed();
    for (const { words: [before, after] } of this.#all('listeners')) if (before !== after) this.#breaks('listeners', `${before} became ${after}`);
    return this.#broken;
  }

  #breaks(rule: string, detail: string): void {
    this.#broken.push(`${rule}: ${detail}`);
  }

  #all(...what: string[]): Event[] {
    return this.#events.filter((event) => what.includes(event.what));
  }

  #has(what: string): boolean {
    return this.#all(what).length > 0;
  }

  /** The failures, reasons and signals that errors held which were told of so. */
  #held(...what: string[]): Set<string> {
    return new Set(this.#all(...what).flatMap(({ words }) => words.at(-1)!.split(',')));
  }

  /** Scopes that were interrupted by a signal, or by an abort that has made a request of it. */
  #interrupted(id?: string): Set<string> {
    const requests = this.#all('requested').filter(({ words }) => words[2] === '');
    const aborts = this.#all('abort').filter(({ words }) => words[1]!.startsWith('SIG'));
    return new Set([...requests, ...aborts].filter(({ words }) => id === undefined || words[0] === id).map(({ words }) => words[1]!));
  }

  /** It was killed as if nothing had been captured: without `'exit'`, or by what came in the milliseconds that a process takes to end. */
  get #isKilled(): boolean {
    const { signal } = this.#life.end!;
    const [exiting] = this.#all('exiting');
    if (signal === null || signal === 'SIGKILL' || !exiting) return signal !== null;
    if (this.#all('send').some(({ words }) => words[0] === signal && words[1] === '0')) return true;
    return exiting.words[0] !== codeOf(signal) && this.#life.sent.some((sent) => sent.signal === signal && sent.at > exiting.at - NEAR_MS && this.#killers.has(signal));
  }

  /** It ended before it could end in order: by `process.exit`, by force, or killed. */
  get #isCut(): boolean {
    return this.#has('exit') || this.#forced.length > 0 || this.#isKilled;
  }

  /** Another flow than this one has ended the process by what it let go, and no scope of this one was interrupted by that. */
  #isCutBy(flow: string, scope?: string): boolean {
    const heard = scope === undefined ? new Set<string>() : this.#interrupted(scope);
    return this.#all('letgo').some(({ words }) => words[0] !== flow && !words[1]!.split(',').every((id) => heard.has(id)));
  }

  /** In order, newest first, one after the other, each once, and when all tasks of the scope have ended. */
  #cleanups(): void {
    for (const { id } of this.#scopes) {
      const waiting: string[] = [];
      const tasks = new Set<string>();
      let running: string | undefined;
      for (const { what, words: [scope, name] } of this.#events) {
        if (scope !== id) continue;
        if (what === 'task') tasks.add(name!);
        if (what === 'ended') tasks.delete(name!);
        if (what === 'defer') waiting.push(name!);
        if (what === 'cleaning') {
          if (running !== undefined) this.#breaks('cleanups', `${name} began while ${running} ran`);
          if (tasks.size > 0) this.#breaks('cleanups', `${name} began before ${[...tasks]} had ended`);
          if (waiting.at(-1) !== name) this.#breaks('cleanups', `${name} began where ${waiting.at(-1) ?? 'none'} was to be next`);
          if (waiting.includes(name!)) waiting.splice(waiting.indexOf(name!), 1);
          running = name;
        }
        if (what === 'cleaned') running = undefined;
        if (what === 'closed' && (waiting.length > 0 || running || tasks.size > 0)) this.#breaks('cleanups', `${id} has closed without ${[...waiting, running, ...tasks].filter(Boolean)}`);
      }
    }
  }

  /** Whoever has begun to close has closed; and who was open when the program ran out of work has run its cleanups. */
  #whole({ code }: { code: number | null }): void {
    if (this.#isCut) return;
    for (const { id, flow, closing, closed } of this.#scopes) {
      const begun = this.#all('defer').filter(({ words }) => words[0] === id).map(({ words }) => words[1]!);
      const missed = begun.filter((name) => !this.#all('cleaned').some(({ words }) => words[1] === name));
      if (closing < Infinity && closed === Infinity && !this.#isCutBy(flow, id)) this.#breaks('closing', `${id} never closed`);
      if ((code === 0 || code === 13) && missed.length > 0) this.#breaks('out of work', `${missed} of ${id} did not run, exit code ${code}`);
    }
  }

  /** Signals that may have done what they do where nobody captures them. */
  get #killers(): Set<string> {
    const sent = [...this.#all('send').map(({ at, words }) => ({ at, signal: words[0]!, listeners: words[1] })), ...this.#life.sent.map((each) => ({ ...each, listeners: undefined }))];
    const requests = this.#all('requested').map(({ at }) => at);
    const exiting = this.#all('exiting')[0]?.at ?? Infinity;
    // From then on the library closes what nobody else does.
    const over = Math.min(...['finished', 'letgo', 'never'].map((what) => this.#all(what)[0]?.at ?? Infinity));
    return new Set(sent.filter(({ at, signal, listeners }) => {
      if (listeners === '0' || at > exiting - NEAR_MS) return true;
      if (signal === 'SIGINT' && requests.some((request) => request < at + NEAR_MS)) return sent.length > 1; // behind a window
      return !this.#scopes.some(({ signals, opened, closing }) => signals.includes(signal) && opened < at - (listeners === undefined ? NEAR_MS : 0) && Math.min(closing, over) > at + NEAR_MS);
    }).map(({ signal }) => signal));
  }

  #ended({ code, signal, stderr }: { code: number | null; signal: string | null; stderr: string }): void {
    const [exit] = this.#all('exit');
    const how = `${signal ?? `code ${code}`}${stderr === '' ? '' : `, ${JSON.stringify(stderr.slice(0, 300))}`}`;
    const letGo = this.#all('letgo');
    const ids = this.#held('letgo');
    const wrong = (why: string): void => this.#breaks('status', `${how}: ${why}`);
    if (signal !== null) {
      if (signal === 'SIGKILL') return void (this.#life.program && hasGrace(this.#life.program.body) || wrong('nobody has killed it'));
      if (this.#isKilled) return void (this.#killers.has(signal) || this.#forced.length > 0 || wrong('nobody let it go, and it was captured'));
      if (exit) return void (this.#killers.has(signal) || wrong(`process.exit(${exit.words[0]})`));
      if (this.#forced.length > 0) return void (this.#interrupted().has(signal) || wrong('that did not interrupt'));
      const isLeft = !this.#has('finished') || this.#scopes.some(({ closed }) => closed === Infinity);
      const isLetGo = ids.has(signal) || (ids.has('abort') && this.#interrupted().has(signal)) || ((isLeft || this.#has('never')) && letGo.length === 0 && this.#interrupted().has(signal));
      if (!isLetGo && !(this.#has('finished') && this.#scopes.some(({ id, closed }) => closed === Infinity && this.#interrupted(id).has(signal))) && !this.#mayFloatBehind(signal)) wrong(`let go: ${[...ids].join() || 'nothing'}`);
      const real = letGo.find(({ words }) => /\b[FR]\d/.test(words[1]!) && !this.#isCutBy(words[0]!));
      if (real) wrong(`${real.words[0]} let go ${real.words[1]}`);
      return;
    }
    if (exit) return void (code === Number(exit.words[0]) || wrong(`process.exit(${exit.words[0]})`));
    const [main] = letGo.filter(({ words }) => words[0] === 'main');
    if (code === 0 || code === 13) {
      if (this.#forced.length > 0 && code === 0) wrong('a forced end');
      const untold = letGo.filter(({ words }) => !words[1]!.split(',').every((id) => this.#interrupted().has(id) || this.#held('swallows', 'replaced').has(id) || (id === 'closed' && this.#has('never'))));
      // What ended another scope, or failed one that asks for what nobody caught, is told by that scope; and what the library's own closing makes of a block is no error.
      const isToldElsewhere = (id: string) => this.#held('swallows').has(id) || (id === 'closed' && this.#has('never'));
      if (main && !main.words[1]!.split(',').every(isToldElsewhere)) wrong(`main let go ${main.words[1]}`);
      else if (untold.length > 0) wrong(`${untold[0]!.words[0]} let go ${untold[0]!.words[1]}`);
      if (code === 0 && !main && !this.#has('finished')) wrong('main has not ended');
      if (code === 13 && this.#forced.length === 0 && (this.#has('finished') || !this.#has('never'))) wrong('everything settles');
      for (const { id, closing, closed } of this.#scopes) {
        if (code === 13 && closing < Infinity && closed === Infinity && !this.#isCut) wrong(`${id} was closing, and no line says what hangs`);
        if (code === 13 && closing < Infinity && closed === Infinity && this.#interrupted(id).size > 0) wrong(`${id} was interrupted by ${[...this.#interrupted(id)]}`);
      }
      return;
    }
    if (code !== 1) return wrong('nobody exits so');
    if (this.#forced.some((line) => line.includes('after a failure'))) return;
    const told = [...this.#held('thrown'), ...this.#all('abort').map(({ words }) => words[1]!)].filter((id) => new RegExp(`\\b${id}\\b`).test(stderr) && /[FR]/.test(id[0]!));
    const isAbort = /AbortError|CanceledError/.test(stderr) && (this.#has('thrown') || this.#all('abort').some(({ words }) => !words[1]!.startsWith('SIG')));
    // What a scope was cancelled with that is never closed is told by what floats, though the block has caught it.
    const isLeftOpen = (id: string) => this.#all('abort').some(({ words }) => words[1] === id && this.#scopes.some((scope) => scope.id === words[0] && scope.closed === Infinity));
    const untold = told.filter((id) => ids.has(id) || !this.#held('swallows').has(id) || isLeftOpen(id));
    if (untold.length === 0 && !(told.length === 0 && isAbort)) wrong(`told is ${told.join() || 'nothing that failed'}, let go: ${[...ids].join() || 'nothing'}`);
  }

  /** What floats when another scope that this signal may have interrupted has closed looks like what the block of that one let go. */
  #mayFloatBehind(signal: string): boolean {
    const hearers = this.#scopes.filter(({ signals }) => signals.includes(signal));
    return this.#interrupted().has(signal) && hearers.length > 1 && this.#life.program !== undefined && hasFloat(this.#life.program.body);
  }

  #silence({ code, signal }: { code: number | null; signal: string | null }): void {
    if (this.#stderr !== '' && code !== 1 && !this.#isKilled) this.#breaks('silence', `${signal ?? code}: ${this.#stderr.slice(0, 400)}`);
    if (this.#stderr === '' && code === 1 && this.#forced.length === 0 && !this.#has('exit')) this.#breaks('silence', 'exit code 1 without a word');
    if (this.#forced.length > 1) this.#breaks('silence', `${this.#forced.length} lines`);
  }

  /** Each failure is caught, or told on stderr, or somebody has ended the process in between. */
  #failures(): void {
    if (this.#isCut) return;
    const caught = this.#held('swallows', 'replaced');
    // What a block has thrown nobody can know while its closing hangs.
    const isHung = this.#scopes.some(({ closing, closed }) => closing < Infinity && closed === Infinity);
    const isKnown = (id: string) => this.#all('ended', 'cleaned').some(({ words }) => words[2]?.split(',').includes(id));
    for (const { words: [id] } of this.#all('thrown')) {
      if (caught.has(id!) || new RegExp(`\\b${id}\\b`).test(this.#stderr)) continue;
      const flow = flowOf(id!, this.#life.program.body);
      if (this.#isCutBy(flow) || this.#isBehindAll(id!) || (isHung && !isKnown(id!))) continue;
      this.#breaks('failure', `${id} was lost`);
    }
  }

  /** It was handed to a `Promise.all` that had another failure to tell, or had settled before. */
  #isBehindAll(id: string): boolean {
    const ended = this.#events.findIndex(({ what, words }) => what === 'ended' && words[2]?.split(',').includes(id));
    const all = allOf(this.#events[ended]?.words[1] ?? '', this.#life.program.body);
    if (!all || all.do !== 'all') return false;
    const told = this.#events.findIndex(({ what, words }) => what === 'all' && words[0] === all.id);
    if (told === -1) return false;
    const ids = this.#events[told]!.words[1]!.split(',');
    const thrown = this.#events.findIndex(({ what, words }) => what === 'thrown' && words[0] === id);
    const isCancelled = this.#events.slice(0, thrown).some(({ what, words }) => ['abort', 'requested'].includes(what) && words[0] === all.scope);
    return !ids.includes(id) && (told < ended || isCancelled || ids.some((other) => /^F/.test(other)));
  }

  /** What interrupts a scope that closes, or one that nobody asks, is thrown by closing. */
  #missed(): void {
    for (const { id, options: { onSignal }, body } of scopesIn(this.#life.program.body)) {
      const request = this.#all('requested').find(({ words }) => words[0] === id);
      const scope = this.#scopes.find((each) => each.id === id);
      if (!request || !scope || scope.closed === Infinity || onSignal !== undefined || (request.at < scope.closing && asks(id, body))) continue;
      const [closed] = this.#all('closed').filter(({ words }) => words[0] === id);
      if (!closed!.words[1]?.split(',').includes(request.words[1]!)) this.#breaks('missed', `${request.words[1]} came to ${id}, and closing threw ${closed!.words[1] ?? 'nothing'}`);
    }
  }

  /** A signal that a scope captured as it was sent was heard by somebody before the scope had closed, or it killed. */
  #accounts({ signal: killer }: { signal: string | null }): void {
    const sent = [...this.#all('send').filter(({ words }) => words[1] !== '0').map(({ at, words }) => ({ at, signal: words[0]!, near: 0 })), ...this.#life.sent.map((each) => ({ ...each, near: NEAR_MS }))];
    for (const { at, signal, near } of sent) {
      const scope = this.#scopes.find(({ signals, opened, closing, closed }) => signals.includes(signal) && opened < at - near && closing > at + near && closed < Infinity);
      if (!scope || signal === killer || this.#isCut) continue;
      // Given back to the system while the loop is blocked: what is in flight then is lost by `vm` itself.
      if (signal === 'SIGINT' && this.#all('requested').some((event) => event.at < at + NEAR_MS)) continue;
      const isHeard = this.#all('requested', 'repeated').some((event) => event.at >= at - near && event.words[1] === signal);
      if (!isHeard) this.#breaks('lost signal', `${signal}, captured by ${scope.id}, at ${(at - this.#events[0]!.at).toFixed(1)}`);
    }
  }
}

/** Of a process that ends by that signal, as `'exit'` has it. */
function codeOf(signal: string): string {
  return String(128 + constants.signals[signal as Signal]);
}

/** All scopes below, with their options and what is in them. */
function scopesIn(steps: readonly Step[]): Extract<Step, { do: 'scope' }>[] {
  return steps.flatMap((step) => [...(step.do === 'scope' ? [step] : []), ...bodiesOf(step).flatMap(scopesIn)]);
}

/** Whether a step asks the scope, or gives its signal to anybody. */
function asks(id: string, steps: readonly Step[]): boolean {
  return steps.some((step) => {
    if (step.do !== 'defer' && 'scope' in step && step.scope === id) return true;
    return ('with' in step && step.with === id) || (step.do === 'scope' && step.options.parent === 'outer') || bodiesOf(step).some((body) => asks(id, body));
  });
}

function hasGrace(steps: readonly Step[]): boolean {
  return scopesIn(steps).some(({ options }) => options.graceMs !== undefined);
}

function hasFloat(steps: readonly Step[]): boolean {
  return steps.some((step) => step.do === 'float' || bodiesOf(step).some(hasFloat));
}

/** The floating body that a failure is of, or main. */
function flowOf(id: string, steps: readonly Step[], flow = 'main'): string {
  const find = (all: readonly Step[], of: string): string | undefined => {
    for (const step of all) {
      if ((step.do === 'throw' && step.id === id) || (step.do === 'scope' && step.options.onSignal === id)) return of;
      for (const body of bodiesOf(step)) {
        const found = find(body, step.do === 'beside' ? step.id : of);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  };
  return find(steps, flow) ?? flow;
}

function allOf(task: string, steps: readonly Step[]): Extract<Step, { do: 'all' }> | undefined {
  for (const step of steps) {
    if (step.do === 'all' && step.tasks.some(({ id }) => id === task)) return step;
    for (const body of bodiesOf(step)) {
      const found = allOf(task, body);
      if (found) return found;
    }
  }
  return undefined;
}
