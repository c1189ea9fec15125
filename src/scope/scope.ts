import { findInterrupt, type InterruptError } from '../interrupts/interrupt-error.ts';
import { SIGINT_BIT, type SignalName, type SignalSet } from '../interrupts/names.ts';
import type { Request } from '../interrupts/request.ts';
import { isBehind, isCausedBy } from '../process/words.ts';
import { AsyncResource } from '../platform/async-hooks.ts';
import { addAbortListener } from '../platform/builtins.ts';
import type { OpenScope, Unfinished } from '../process/open-scope.ts';
import { unwatchOutput, watchOutput } from '../process/output.ts';
import { watchSigint } from '../process/sigint.ts';
import { system, worldNow } from '../process/system.ts';
import { onUncaughtFailure, watchUncaught, watchUncaughtAnew } from '../process/uncaught.ts';
import { forgottenReasons } from '../process/verdict.ts';
import type { Audience } from './audience.ts';
import { Cancellation, CLOSED } from './cancellation.ts';
import { Cleanups } from './cleanups.ts';
import { Closing, type Closable } from './closing.ts';
import { closed } from './diagnostics.ts';
import { FirstSignal } from './first-signal.ts';
import { startGrace, type Graced } from './grace.ts';
import { Interruption, type Interrupted } from './interruption.ts';
import { asOne, Report, type Debt } from './report.ts';
import type { Settings } from './settings.ts';
import { Tasks, type Asker, type TasksOwner } from './tasks.ts';

const CONTEXT = { requireManualDestroy: true };
const UNKNOWN = Symbol('unknown');

/** A scope: its states, and what they do with the parts, which are made when they are needed. Most are opened and closed without. */
export class Scope implements Closable, Graced, Interrupted, OpenScope, TasksOwner {
  readonly signals: SignalSet;
  readonly settings: Settings;
  readonly world = worldNow();
  readonly context = new AsyncResource('SignalCapture', CONTEXT);
  hears: SignalSet = 0;
  listens: SignalSet = 0;
  joined: readonly Request[] | undefined;
  /** None while it is open. */
  #closing: Closing | undefined;
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

  get #owes(): Report {
    return (this.#report ??= new Report());
  }

  get tasks(): Tasks {
    return (this.#tasks ??= new Tasks(this));
  }

  get tasksIfAny(): Tasks | undefined {
    return this.#tasks;
  }

  get cleanups(): Cleanups {
    return (this.#cleanups ??= new Cleanups());
  }

  get cleanupsIfAny(): Cleanups | undefined {
    return this.#cleanups;
  }

  // Its state

  get isClosing(): boolean {
    return this.#closing !== undefined;
  }

  get isClosed(): boolean {
    return this.#closing?.awaits === 'nothing';
  }

  /** All cleanups have run: one that is given from now on would not. */
  get hasCleanedUp(): boolean {
    return this.isClosed || this.#closing?.awaits === 'listeners';
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

  stopWatchingSigint(): void {
    this.#stopWatchingSigint?.();
  }

  endWindow(): void {
    this.stopWatchingSigint();
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
    const debt = this.#owes.owe(error, 'failure');
    this.#startGrace(this.world.ground.now());
    return debt;
  }

  noteInterrupt(request: Request, isSeen: boolean, isLate: boolean): Audience {
    const { graceMs } = this.settings;
    this.noteEnding();
    const { audience } = this.cancellation;
    const isHeard = isSeen || (this.#first?.isAwaitedByBlock ?? false) || audience === 'somebody';
    this.#owes.owe(request.error, isLate ? 'late interrupt' : 'interrupt', isHeard && !isLate);
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
    const { interrupt } = this;
    const report = this.#owes;
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
    if (!this.#hasGrace) startGrace(this, since, (undo) => this.#atClose(undo));
    this.#hasGrace = true;
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
    if (this.isClosed) return Promise.resolve();
    if (this.#closing) return this.#closing.promise;
    this.#closing = new Closing(this);
    if (this.#tasks || this.#cleanups) this.#watchOutput();
    this.cancel(CLOSED);
    this.#settleFirstAtClose();
    this.#closing.begin();
    return this.#closing.promise;
  }

  closeForgotten(): Promise<void> {
    const { isCancelled } = this;
    const closing = this.close();
    if (!isCancelled) forgottenReasons.add(this.cancellation.reason as Error);
    return closing;
  }

  conclude(): { readonly error: unknown } | undefined {
    const { interrupt } = this;
    this.settleFirst(interrupt?.signal);
    this.#undo?.forEach((undo) => undo());
    this.#interruption?.end();
    this.#cancellation?.end();
    this.context.emitDestroy();
    if (this.#isWatchingOutput) unwatchOutput();
    const errors = this.#report?.owed ?? new Set();
    closed(this, () => ({ signal: interrupt?.signal, errors: [...errors] }));
    return errors.size > 0 ? { error: asOne(errors, interrupt) } : undefined;
  }
}
