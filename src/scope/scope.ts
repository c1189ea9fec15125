import { findInterrupt, type InterruptError } from '../interrupts/interrupt-error.ts';
import { SIGINT_BIT, type SignalName, type SignalSet } from '../interrupts/names.ts';
import type { Request } from '../interrupts/request.ts';
import { isBehind, isCausedBy } from '../interrupts/words.ts';
import { addAbortListener, AsyncResource } from '../platform/builtins.ts';
import { defer, type Deferred } from '../platform/with-resolvers.ts';
import { endByGrace } from '../process/forced-end.ts';
import type { OpenScope, Unfinished } from '../process/open-scope.ts';
import { unwatchOutput, watchOutput } from '../process/output.ts';
import { watchSigint } from '../process/sigint.ts';
import { system, worldNow } from '../process/system.ts';
import { onUncaughtFailure, watchUncaught, watchUncaughtAnew } from '../process/uncaught.ts';
import { forgottenReasons } from '../process/verdict.ts';
import type { Audience } from './audience.ts';
import { Cancellation, CLOSED } from './cancellation.ts';
import { Cleanups } from './cleanups.ts';
import { closed, graceExpired } from './diagnostics.ts';
import { FirstSignal } from './first-signal.ts';
import { Interruption, type Interrupted } from './interruption.ts';
import { asOne, Report, type Debt } from './report.ts';
import type { Settings } from './settings.ts';
import { Tasks, type Asker, type TasksOwner } from './tasks.ts';

/** Where a scope is in its life. While it is open it may be cancelled, and interrupted: its {@link Cancellation} and {@link Interruption} know. */
type State =
  | { readonly is: 'open' }
  | { readonly is: 'closing'; readonly done: Deferred<void>; awaits: 'tasks' | 'cleanups' | 'signals' | 'listeners' }
  | { readonly is: 'closed' };

const OPEN: State = { is: 'open' };
const IS_CLOSED: State = { is: 'closed' };
const CONTEXT = { requireManualDestroy: true };
const UNKNOWN = Symbol('unknown');

/** A scope: its states, and what they do with the parts, which are made when they are needed. Most are opened and closed without. */
export class Scope implements Interrupted, OpenScope, TasksOwner {
  readonly signals: SignalSet;
  readonly settings: Settings;
  readonly world = worldNow();
  readonly context = new AsyncResource('SignalCapture', CONTEXT);
  hears: SignalSet = 0;
  listens: SignalSet = 0;
  joined: readonly Request[] | undefined;
  #state: State = OPEN;
  #cancellation: Cancellation | undefined;
  #interruption: Interruption | undefined;
  #report: Report | undefined;
  #tasks: Tasks | undefined;
  #cleanups: Cleanups | undefined;
  #first: FirstSignal | undefined;
  #firstSignal: SignalName | undefined | typeof UNKNOWN = UNKNOWN;
  /** What had ended others, and interrupted nobody any more, when this scope began to end; `null` until then. */
  #over: Request | undefined | null = null;
  /** What is to be undone when the scope has closed. */
  #undo: Array<() => void> | undefined;
  #isWatchingOutput = false;
  #hasGrace = false;
  #stopWatchingSigint: (() => void) | undefined;

  constructor(signals: SignalSet, settings: Settings) {
    this.signals = signals;
    this.settings = settings;
    watchUncaught();
    if (settings.signal) this.#follow(settings.signal); // before it listens, as another's `addEventListener` may throw
    this.world.opens(this, signals);
    if (settings.watchdog && this.world === system && (signals & SIGINT_BIT) !== 0) this.#stopWatchingSigint = watchSigint();
    if (settings.uncaught) this.#atClose(onUncaughtFailure((error) => this.fail(error)));
  }

  #follow(parent: AbortSignal): void {
    // Not `addEventListener`: a listener before ours may stop the event.
    if (parent.aborted) return this.abort(parent.reason);
    const following = addAbortListener(parent, () => this.abort(parent.reason));
    this.#atClose(() => following[Symbol.dispose]());
  }

  #atClose(undo: () => void): void {
    (this.#undo ??= []).push(undo);
  }

  // Its parts

  get cancellation(): Cancellation {
    return (this.#cancellation ??= new Cancellation(this));
  }

  get #interrupts(): Interruption {
    return (this.#interruption ??= new Interruption(this));
  }

  get report(): Report {
    return (this.#report ??= new Report());
  }

  get tasks(): Tasks {
    return (this.#tasks ??= new Tasks(this));
  }

  get cleanups(): Cleanups {
    return (this.#cleanups ??= new Cleanups());
  }

  // Its state

  get isClosing(): boolean {
    return this.#state.is !== 'open';
  }

  get isClosed(): boolean {
    return this.#state.is === 'closed';
  }

  /** All cleanups have run: one that is given from now on would not. */
  get hasCleanedUp(): boolean {
    return this.#state.is === 'closed' || (this.#state.is === 'closing' && this.#state.awaits === 'listeners');
  }

  get isCancelled(): boolean {
    return this.#cancellation?.isCancelled ?? false;
  }

  get interrupt(): InterruptError | undefined {
    return this.#interruption?.error;
  }

  get scope(): OpenScope {
    return this;
  }

  // As one who hears signals

  get isWatch(): boolean {
    return false;
  }

  get isExclusive(): boolean {
    return this.settings.exclusive;
  }

  get isReady(): boolean {
    return this.interrupt === undefined && !this.isClosed;
  }

  get sigintUntil(): number {
    return this.#interruption?.sigintUntil ?? Infinity;
  }

  accept(request: Request): void {
    this.#interrupts.accept(request);
  }

  act(request: Request): void {
    this.#interrupts.act(request);
  }

  swallow(request: Request, isRepeat: boolean): void {
    this.#interrupts.swallow(request, isRepeat);
  }

  endWindow(): void {
    this.#stopWatchingSigint?.();
    this.world.dropsSigint(this);
  }

  // Ending

  /** From inside, or by a parent. With an interrupt it is a request. */
  abort(reason: unknown): void {
    const interrupt = findInterrupt(reason);
    if (interrupt && !this.isClosed) this.#interrupts.byAbort(interrupt);
    this.cancel(reason);
  }

  /** The first reason wins: a request that was accepted came before whatever cuts its drain short. */
  cancel(reason: unknown, audience?: Audience): void {
    const interruption = this.#interruption;
    interruption?.stopDrain();
    if (reason !== CLOSED) this.settleFirst(this.interrupt?.signal);
    this.cancellation.cancel(interruption?.due ? interruption.due.reason : reason, this.context, audience);
    if (reason !== CLOSED) this.noteEnding();
  }

  fail(error: unknown): void {
    this.addFailure(error);
    this.cancel(error);
  }

  /** The same; others than those who await what has failed are told a turn later. */
  failSoon(error: unknown): Debt {
    const debt = this.addFailure(error);
    const due = this.#interruption?.due;
    this.cancellation.cancelSoon(due ? due.reason : error, () => this.cancel(error));
    return debt;
  }

  addFailure(error: unknown): Debt {
    this.noteEnding();
    const debt = this.report.owe(error, 'failure');
    this.#startGrace(this.world.ground.now());
    return debt;
  }

  noteInterrupt(request: Request, isSeen: boolean, isLate: boolean): Audience {
    const { graceMs } = this.settings;
    this.noteEnding();
    const { audience } = this.cancellation;
    const isHeard = isSeen || (this.#first?.isAwaitedByBlock ?? false) || audience === 'somebody';
    this.report.owe(request.error, isLate ? 'late interrupt' : 'interrupt', isHeard && !isLate);
    if (graceMs !== Infinity) request.flushMs = graceMs;
    this.#startGrace(request.at);
    return audience;
  }

  /** From now on uncaught errors that it was ended with wait for it. */
  noteEnding(): void {
    if (this.isClosed || this.#over !== null) return;
    const request = this.world.journal.mayEndBy();
    this.#over = request?.interrupting === 0 ? request : undefined;
    watchUncaughtAnew();
    this.#watchOutput();
  }

  #watchOutput(): void {
    if (!this.#isWatchingOutput) watchOutput();
    this.#isWatchingOutput = true;
  }

  hasCaused(error: unknown): boolean {
    return isCausedBy(error, { reason: this.cancellation.reason, interrupt: this.interrupt });
  }

  isEndedBy(error: unknown): boolean {
    if (this.#over === null && !this.isClosing) return false;
    const { interrupt, cancellation: { reason, hasToldSomebody }, world: { journal } } = this;
    if (hasToldSomebody && isBehind(error, reason)) return true;
    const other = journal.mayEndBy();
    const isOwnAbort = interrupt !== undefined || (hasToldSomebody && (other === undefined || other === this.#over)); // else it is the interrupt of another
    return isCausedBy(error, { reason: interrupt, interrupt }, isOwnAbort);
  }

  holdBack(error: unknown): void {
    const { interrupt, report } = this;
    report.takeBack(error);
    report.heldBack ??= { error: interrupt && isCausedBy(error, { reason: interrupt, interrupt }) ? interrupt : error };
  }

  get heldBack(): { readonly error: unknown } | undefined {
    return this.#report?.heldBack;
  }

  get unfinished(): Unfinished {
    const first = this.#report?.first;
    const endedBy = first && (first.kind === 'failure' ? 'a failure' : (first.error as InterruptError));
    return { endedBy, tasks: this.#tasks?.names ?? [], cleanups: this.#cleanups?.names ?? [], failure: this.#report?.failure };
  }

  #startGrace(since: number): void {
    const { graceMs } = this.settings;
    if (graceMs === Infinity || this.#hasGrace || this.world.isOver) return;
    this.#hasGrace = true;
    this.#atClose(this.world.ground.deadline(since, graceMs, () => this.#expire()));
  }

  #expire(): void {
    const { unfinished, settings: { graceMs } } = this;
    const signal = typeof unfinished.endedBy === 'object' ? unfinished.endedBy.signal : undefined;
    graceExpired(this, () => ({ signal, graceMs, tasks: unfinished.tasks }));
    endByGrace(this.world, graceMs, unfinished);
  }

  // What the block is told

  /** Who runs now. */
  get asker(): Asker {
    return this.#tasks?.asker;
  }

  noteAsked(): boolean {
    this.cancellation.noteTold();
    if (this.#isInterrupt(this.cancellation.reason)) this.give(this.interrupt);
    return !this.#report?.owesInterrupt;
  }

  give(reason: unknown): void {
    this.giveTo(this.asker, reason);
  }

  /** Closing need not tell this reason again to a block that is given it; what a task is given, the block is not. */
  giveTo(asker: Asker, reason: unknown): void {
    this.#cancellation?.noteTold();
    if (asker) asker.isTold = true;
    else if (this.#isInterrupt(reason)) this.#report?.giveInterrupt();
    if (!asker) this.#report?.give(reason);
  }

  /** A task that was told of the reason has not ended by it. */
  hasBeenHandled(): void {
    this.#report?.giveInterrupt();
  }

  /** An abort may have handed it on in an error around it. */
  #isInterrupt(reason: unknown): boolean {
    const { interrupt } = this;
    return interrupt !== undefined && (reason === interrupt || findInterrupt(reason) === interrupt);
  }

  get promise(): Promise<SignalName | undefined> {
    const { asker } = this;
    if (asker) asker.isTold = true;
    if (this.interrupt) this.give(this.interrupt);
    if (!this.#first) {
      this.#first = new FirstSignal();
      if (this.#firstSignal !== UNKNOWN) this.#first.settle(this.#firstSignal);
      else if (this.isClosing) this.#settleFirstAtClose();
    }
    this.#first.isOfBlock ||= asker === undefined;
    return this.#first.promise;
  }

  /** The first call counts. */
  settleFirst(signal: SignalName | undefined): void {
    if (this.#firstSignal !== UNKNOWN) return;
    this.#firstSignal = signal;
    this.#first?.settle(signal);
  }

  /** Once that is in which had reached the process. */
  #settleFirstAtClose(): void {
    if (!this.#first?.isPending) return;
    this.#first.letGo();
    this.world.ground.whenSignalsAreIn(() => this.settleFirst(this.interrupt?.signal));
  }

  // Closing

  close(): Promise<void> {
    if (this.#state.is === 'closed') return Promise.resolve();
    if (this.#state.is === 'closing') return this.#state.done.promise;
    const done = defer<void>();
    this.#state = { is: 'closing', done, awaits: 'tasks' };
    if (this.#tasks || this.#cleanups) this.#watchOutput();
    this.cancel(CLOSED);
    this.#settleFirstAtClose();
    if (this.#tasks) this.#tasks.whenIdle(() => this.#cleanUp());
    else this.#cleanUp();
    return done.promise;
  }

  closeForgotten(): Promise<void> {
    const { isCancelled } = this;
    const closing = this.close();
    if (!isCancelled) forgottenReasons.add(this.cancellation.reason as Error);
    return closing;
  }

  #await(station: 'cleanups' | 'signals' | 'listeners'): void {
    if (this.#state.is === 'closing') this.#state.awaits = station;
  }

  #cleanUp(): void {
    this.#await('cleanups');
    if (!this.#cleanups) return this.#letSignalsIn();
    void this.#cleanups.run(this.context, (error) => this.addFailure(error)).then(() => this.#letSignalsIn());
  }

  #letSignalsIn(): void {
    this.#await('signals');
    this.world.ground.whenSignalsAreIn(() => {
      if (this.#cleanups?.isEmpty === false) return this.#cleanUp();
      this.#await('listeners');
      this.#stopWatchingSigint?.();
      this.world.closes(this, () => this.#conclude());
    });
  }

  #conclude(): void {
    const { interrupt } = this;
    const { done } = this.#state as Extract<State, { is: 'closing' }>;
    this.#state = IS_CLOSED;
    this.settleFirst(interrupt?.signal);
    this.#undo?.forEach((undo) => undo());
    this.#interruption?.end();
    this.#cancellation?.end();
    this.context.emitDestroy();
    if (this.#isWatchingOutput) unwatchOutput();
    const errors = this.#report?.owed ?? new Set();
    closed(this, () => ({ signal: interrupt?.signal, errors: [...errors] }));
    if (errors.size === 0) done.resolve();
    else done.reject(asOne(errors, interrupt));
  }
}
