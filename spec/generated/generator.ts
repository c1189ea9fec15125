/**
 * Makes a program from a seed: each seed gives the same program for ever, so whoever changes this file makes the seeds of old reports worthless.
 * All work is bounded: a program ends by itself within two seconds, however its scopes end.
 */
import { SIGNALS, type Options, type Program, type Reason, type Signal, type Step } from './program.ts';

/** mulberry32 */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const MAX_STEPS = 34;
const MAX_DEPTH = 5;
const DEFAULT: readonly Signal[] = ['SIGINT', 'SIGTERM', 'SIGTERM', 'SIGHUP'];
const SETS: readonly Signal[][] = [
  ['SIGINT', 'SIGTERM', 'SIGHUP'], ['SIGINT', 'SIGTERM', 'SIGHUP'], ['SIGINT', 'SIGTERM'], ['SIGINT', 'SIGTERM'], ['SIGINT'], ['SIGTERM'], ['SIGTERM', 'SIGUSR2'], ['SIGHUP'],
];

/** What is around a step. A cleanup, a task and a floating body see less than the code beside them: only what stays open while they run. */
interface Around {
  readonly scopes: readonly { id: string; signals: readonly Signal[]; isConst: boolean }[];
  /** Names of tasks, whose signals may be given, too. */
  readonly tasks: readonly string[];
  readonly depth: number;
}

class Generator {
  readonly #random: () => number;
  readonly #counts: Record<string, number> = {};
  #left: number;
  readonly #hasNever: boolean;

  constructor(seed: number) {
    this.#random = numbers(seed);
    this.#left = 4 + this.#whole(MAX_STEPS - 4);
    this.#hasNever = this.#chance(0.15);
  }

  program(): Program {
    let body: Step[] = [];
    const guard = { id: 'S0', signals: [...SIGNALS], isConst: false };
    const isGuarded = this.#chance(0.35);
    const around: Around = { scopes: isGuarded ? [guard] : [], tasks: [], depth: 0 };
    do body.push(this.#caught(this.#scope(around)));
    while (this.#left > 0 && body.length < 4);
    if (isGuarded) body = [{ do: 'scope', id: guard.id, form: 'run', options: { signals: guard.signals, repeatMs: 0, onSignal: 'prevents' }, body }];
    const outside = this.#chance(0.45) ? Array.from({ length: 1 + this.#whole(3) }, () => ({ signal: this.#pick(isGuarded ? SIGNALS : DEFAULT), ms: this.#whole(90) })) : [];
    return { body, outside: outside.sort((one, other) => one.ms - other.ms), waits: this.#chance(0.7) };
  }

  /** Most scopes have somebody around who catches the interrupt, so that the program goes on. */
  #caught(step: Step): Step {
    return step.do === 'scope' && step.form !== 'const' && this.#chance(0.6) ? { do: 'catch', id: this.#name('C'), how: this.#pick(['swallows', 'swallows', 'swallows', 'wraps']), body: [step] } : step;
  }

  #whole(below: number): number {
    return Math.floor(this.#random() * below);
  }

  #chance(p: number): boolean {
    return this.#random() < p;
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.#whole(from.length)]!;
  }

  #name<L extends string>(letter: L): `${L}${number}` {
    return `${letter}${(this.#counts[letter] = (this.#counts[letter] ?? 0) + 1)}`;
  }

  #body(around: Around, most = 5): Step[] {
    const body: Step[] = [];
    for (let count = 1 + this.#whole(most); count > 0 && this.#left > 0; count--) body.push(this.#step(around));
    return body;
  }

  #step(around: Around): Step {
    this.#left--;
    const { scopes, depth } = around;
    const makers: [number, () => Step][] = [
      [4, () => this.#sleep(around)],
      [0.7, () => ({ do: 'turn' })],
      [0.7, () => ({ do: 'busy', ms: 1 + this.#whole(25) })],
      [scopes.length > 0 ? 3.5 : 0.1, () => ({ do: 'send', signal: this.#signal(around), how: this.#pick(['kill', 'kill', 'raise']) })],
      [scopes.length > 0 ? 0.9 : 0.2, () => ({ do: 'throw', id: this.#name('F') })],
      [0.12, () => ({ do: 'exit', code: this.#pick([0, 3, 5]) })],
    ];
    if (this.#hasNever) makers.push([0.8, () => ({ do: 'never' })]);
    if (depth < MAX_DEPTH) {
      makers.push([2.5, () => (this.#left++, this.#caught(this.#scope(around)))]);
      makers.push([2, () => ({ do: 'catch', id: this.#name('C'), how: this.#pick(['swallows', 'swallows', 'rethrows', 'wraps']), body: this.#body(deeper(around)) })]);
      makers.push([0.4, () => ({ do: 'beside', id: this.#name('B'), body: this.#body({ scopes: [], tasks: [], depth: depth + 2 }) })]);
    }
    if (scopes.length > 0) makers.push(...this.#ofScopes(around));
    let at = this.#random() * makers.reduce((sum, [weight]) => sum + weight, 0);
    return makers.find(([weight]) => (at -= weight) < 0)![1]();
  }

  /** Steps that need an open scope: that of the block, mostly. */
  #ofScopes(around: Around): [number, () => Step][] {
    const index = this.#chance(0.75) ? around.scopes.length - 1 : this.#whole(around.scopes.length);
    const { id: scope, isConst } = around.scopes[index]!;
    const inTask: Around = { ...around, scopes: isConst ? [around.scopes[index]!] : around.scopes.slice(0, index + 1), depth: around.depth + 1 };
    const inCleanup: Around = { scopes: isConst ? [] : around.scopes.slice(0, index), tasks: [], depth: around.depth + 1 };
    const task = (most: number): { id: string; body: Step[] } => {
      const id = this.#name('t');
      return { id, body: this.#body({ ...inTask, tasks: [id] }, most) };
    };
    return [
      [0.7, () => ({ do: 'abort', scope, reason: this.#reason() })],
      [1, () => ({ do: 'checkpoint', scope, ms: this.#whole(20) })],
      [0.8, () => ({ do: 'race', scope, ms: this.#hasNever && this.#chance(0.3) ? 'never' : this.#whole(30) })],
      [this.#hasNever || isConst ? 0 : 0.7, () => ({ do: 'promise', scope, ms: this.#whole(40) })],
      [0.4, () => ({ do: 'ask', scope })],
      [2.5, () => ({ do: 'task', scope, use: this.#pick(['void', 'void', 'await', 'race', 'later']), ...task(3) })],
      [1, () => ({ do: 'all', scope, id: this.#name('A'), ms: this.#whole(40), ...this.#words(), tasks: Array.from({ length: 1 + this.#whole(2) }, () => task(2)) })],
      [3, () => {
        const sync = this.#chance(0.4);
        const id = `${scope}.${this.#name('d')}`;
        return { do: 'defer', scope, id, sync, body: sync ? this.#now(around) : this.#body(inCleanup, 3) };
      }],
      [1, () => ({ do: 'float', with: this.#given(around), ms: this.#whole(60), later: this.#chance(0.4), ...this.#words() })],
    ];
  }

  /** What a synchronous cleanup does. */
  #now(around: Around): Step[] {
    if (this.#chance(0.6)) return [];
    return [this.#pick<() => Step>([() => ({ do: 'throw', id: this.#name('F') }), () => ({ do: 'busy', ms: 1 + this.#whole(10) }), () => ({ do: 'send', signal: this.#signal(around), how: 'kill' })])()];
  }

  #sleep(around: Around): Step {
    const ms = this.#whole(40);
    return around.scopes.length > 0 && this.#chance(0.7) ? { do: 'sleep', ms, with: this.#given(around), ...this.#words() } : { do: 'sleep', ms };
  }

  #words(): { words?: true } {
    return this.#chance(0.25) ? { words: true } : {};
  }

  #given({ scopes, tasks }: Around): string {
    return tasks.length > 0 && this.#chance(0.7) ? tasks.at(-1)! : this.#chance(0.7) ? scopes.at(-1)!.id : this.#pick(scopes).id;
  }

  #signal({ scopes }: Around): Signal {
    return scopes.length > 0 && this.#chance(0.97) ? this.#pick(this.#pick(scopes).signals) : this.#pick(SIGNALS);
  }

  #reason(): Reason {
    return this.#pick([null, this.#name('R'), this.#name('R'), 'SIGTERM']);
  }

  #scope(around: Around): Step {
    this.#left--;
    const id = this.#name('S');
    const form = this.#pick(['run', 'run', 'try', 'using', 'using', around.depth === 0 && this.#chance(0.6) ? 'const' : 'try'] as const);
    const options = this.#options(around);
    const scopes = [...around.scopes, { id, signals: options.signals, isConst: form === 'const' }];
    return { do: 'scope', id, form, options, body: this.#body({ ...around, scopes, depth: around.depth + 1 }, 6) };
  }

  #options({ scopes }: Around): Options {
    const options: Options = { signals: this.#pick(SETS), repeatMs: this.#pick([0, 0, 5, 20, 20, 60]) };
    if (this.#chance(0.1)) delete options.repeatMs;
    if (this.#chance(0.08)) options.graceMs = this.#pick([60, 150, 5000]);
    if (this.#chance(0.1)) options.drainMs = 5 + this.#whole(30);
    if (this.#chance(0.15)) options.exclusive = true;
    if (this.#chance(0.12)) options.uncaught = true;
    if (this.#chance(0.12)) options.onSignal = this.#pick(['prevents', 'prevents once', this.#name('F')]);
    if (this.#chance(0.12)) options.parent = scopes.length > 0 && this.#chance(0.5) ? 'outer' : { ms: this.#whole(50), reason: this.#reason() };
    return options;
  }
}

const deeper = (around: Around): Around => ({ ...around, depth: around.depth + 1 });

export function generate(seed: number): Program {
  return new Generator(seed).program();
}
