import { describe } from '../input/describe.ts';
import { checkOptions, flag, text } from '../input/options.ts';
import { throwUncaught } from '../process/in-flight.ts';
import { InterruptError } from '../interrupts/interrupt-error.ts';
import { emitSignal } from '../process/listeners.ts';
import { namesIn, type SignalName, type SignalSet } from '../interrupts/names.ts';
import { system } from '../process/system.ts';
import { turnIfDue } from './checkpoint.ts';
import { opened } from './diagnostics.ts';
import { BROKEN, runBreakable } from './interruptible.ts';
import { race } from './race.ts';
import { runAsBlock } from './run.ts';
import { Scope } from './scope.ts';
import type { Settings } from './settings.ts';
import type { SignalCapture } from './signal-capture.ts';

const NO_TURN = Promise.resolve();
const DEFER = { name: text, atExit: flag };

/** A scope as its block sees it: arguments are checked, and what the block reads is noted as seen. */
export class Capture implements SignalCapture {
  readonly #scope: Scope;

  constructor(set: SignalSet, settings: Settings) {
    this.#scope = new Scope(set, settings);
    opened(this.#scope, () => ({}));
  }

  get signal(): AbortSignal {
    const scope = scopeOf(this, 'signal');
    scope.noteAsked();
    return scope.cancellation.signal;
  }

  get promise(): Promise<SignalName | undefined> {
    const scope = scopeOf(this, 'promise');
    const { asker, interrupt } = scope;
    if (asker) asker.isTold = true;
    if (interrupt) scope.giveTo(asker, interrupt);
    return scope.first.ask(asker === undefined);
  }

  get interrupted(): InterruptError | undefined {
    const scope = scopeOf(this, 'interrupted');
    if (scope.interrupt) scope.giveTo(scope.asker, scope.interrupt);
    return scope.interrupt;
  }

  abort(reason: unknown = AbortSignal.abort().reason): void {
    scopeOf(this, 'abort').abort(reason);
  }

  spawn<T>(task: (signal: AbortSignal) => PromiseLike<T>, name: string = task?.name || 'task'): Promise<T> {
    const scope = scopeOf(this, 'spawn');
    checkFunction('spawn', task);
    checkName('spawn', name);
    return scope.isClosed ? Promise.reject(hasClosed('spawn')) : scope.tasks.spawn(task, name);
  }

  race<T>(work: PromiseLike<T>): Promise<T> {
    const scope = scopeOf(this, 'race');
    if (typeof (work as Partial<PromiseLike<T>> | undefined)?.then !== 'function') {
      throw new TypeError(`race expected a promise, received ${describe(work)}`);
    }
    if (scope.isClosed) return Promise.reject(hasClosed('race'));
    return race(scope.cancellation, work, scope.asker, (asker, reason) => scope.giveTo(asker, reason));
  }

  checkpoint(): Promise<void> {
    const scope = scopeOf(this, 'checkpoint');
    if (scope.isClosed) return Promise.reject(hasClosed('checkpoint'));
    if (scope.isCancelled) return Promise.reject(takeReason(scope));
    return turnIfDue()?.then(() => throwIfCancelled(scope)) ?? NO_TURN;
  }

  interruptible<T>(work: () => T): T {
    const scope = scopeOf(this, 'interruptible');
    checkFunction('interruptible', work);
    if (scope.isClosed) throw hasClosed('interruptible');
    throwIfCancelled(scope);
    if (scope.world !== system || !system.journal.wouldTake(scope.interruption, 'SIGINT')) return work();
    try {
      return runBreakable(work);
    } catch (error) {
      if (error !== BROKEN) throw error;
    }
    heard('SIGINT');
    throwIfCancelled(scope);
    throw this.interrupted ?? new InterruptError('SIGINT');
  }

  defer(cleanup: () => unknown, options?: string | { name?: string | undefined; atExit?: boolean | undefined }): void {
    const scope = scopeOf(this, 'defer');
    checkFunction('defer', cleanup);
    const { name, atExit = false } = typeof options === 'string' ? { name: options } : checkOptions('defer', options, DEFER) ?? {};
    if (scope.hasCleanedUp) throw hasClosed('defer');
    scope.cleanups.add(cleanup, name || cleanup.name, atExit);
  }

  run<T>(main: (shutdown: this) => T | PromiseLike<T>): Promise<T> {
    const scope = scopeOf(this, 'run');
    checkFunction('run', main);
    return scope.isClosing ? Promise.reject(hasClosed('run')) : runAsBlock(scope, () => main(this));
  }

  close(): Promise<void> {
    return scopeOf(this, 'close').close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return scopeOf(this, 'Symbol.asyncDispose').close();
  }

  /** What `console.log` and assertions show of it. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    const scope = scopeOf(this, 'inspect');
    return `SignalCapture { ${namesIn(scope.signals).join(', ')}: ${stateOf(scope)} }`;
  }

  /** An engine's message about a private field would tell nobody what to do. */
  static scopeOf(capture: Capture, member: string): Scope {
    if (typeof capture === 'object' && capture !== null && #scope in capture) return capture.#scope;
    throw new TypeError(`${member} expected to be called on its capture, as in shutdown.${member}, received ${describe(capture)} as this`);
  }
}

const { scopeOf } = Capture;

function stateOf({ isClosed, isClosing, interrupt, isCancelled }: Scope): string {
  if (isClosed) return 'closed';
  if (interrupt) return `interrupted by ${interrupt.signal}`;
  if (isClosing) return 'closing';
  return isCancelled ? 'cancelled' : 'open';
}

function throwIfCancelled(scope: Scope): void {
  if (scope.isCancelled) throw takeReason(scope);
}

function takeReason(scope: Scope): unknown {
  const { reason } = scope.cancellation;
  scope.giveTo(scope.asker, reason);
  return reason;
}

/** To all listeners: they were off when it came. Even if one of them throws, the computation is interrupted. */
function heard(signal: SignalName): void {
  try {
    emitSignal(signal);
  } catch (error) {
    throwUncaught(error);
  }
}

function checkFunction(member: string, value: unknown): void {
  if (typeof value !== 'function') throw new TypeError(`${member} expected a function, received ${describe(value)}`);
}

function checkName(member: string, value: unknown): void {
  if (typeof value !== 'string') throw new TypeError(`${member} expected its name to be a string, received ${describe(value)}`);
}

function hasClosed(member: string): Error {
  return new Error(`${member} expected an open scope, but the scope has closed`);
}
