import { findInterrupt, type InterruptError } from '../interrupts/interrupt-error.ts';
import type { SignalSet } from '../interrupts/names.ts';
import type { Request } from '../interrupts/request.ts';
import { AsyncResource } from '../platform/async-hooks.ts';
import { addAbortListener } from '../platform/builtins.ts';
import type { OpenScope, Unfinished } from '../process/open-scope.ts';
import { worldNow } from '../process/system.ts';
import { onUncaughtFailure, watchUncaught } from '../process/uncaught.ts';
import { ofForgotten } from '../process/verdict.ts';
import type { Audience } from './audience.ts';
import { Cancellation, CLOSED } from './cancellation.ts';
import { Cleanups } from './cleanups.ts';
import { Closing, type Closable } from './closing.ts';
import { closed } from './diagnostics.ts';
import { FirstSignal } from './first-signal.ts';
import { startGrace, type Graced } from './grace.ts';
import { HeldBack, type Ended } from './held-back.ts';
import { Interruption, type Interrupted } from './interruption.ts';
import { asOne, Report, type Debt } from './report.ts';
import type { Settings } from './settings.ts';
import { Tasks, type Asker, type TasksOwner } from './tasks.ts';

const CONTEXT = { requireManualDestroy: true };

/** A scope: its states, and its parts, which are made only when they are needed. Most scopes are opened and closed without them. */
export class Scope implements Closable, Ended, Graced, Interrupted, OpenScope, TasksOwner {
  readonly signals: SignalSet;
  readonly settings: Settings;
  readonly world = worldNow();
  readonly context = new AsyncResource('SignalCapture', CONTEXT);
  readonly interruption: Interruption;
  /** `undefined` while it is open. */
  #closing: Closing | undefined;
  #cancellation: Cancellation | undefined;
  /** `undefined` while closing owes nothing. */
  #report: Report | undefined;
  #tasks: Tasks | undefined;
  #cleanups: Cleanups | undefined;
  #first: FirstSignal | undefined;
  #heldBack: HeldBack | undefined;
  /** What has to be undone when the scope has closed. */
  #undo: Array<() => void> | undefined;

  constructor(signals: SignalSet, settings: Settings) {
    this.signals = signals;
    this.settings = settings;
    this.interruption = new Interruption(this);
    watchUncaught();
    if (settings.signal) this.#follow(settings.signal); // before it listens: somebody else's `addEventListener` may throw
    this.interruption.open();
    if (settings.uncaught) this.#atClose(onUncaughtFailure((error) => this.fail(error)));
  }

  #follow(parent: AbortSignal): void {
    // Not `addEventListener`: an older listener may stop the event.
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

  get first(): FirstSignal {
    return (this.#first ??= new FirstSignal(this));
  }

  get #waiting(): HeldBack {
    return (this.#heldBack ??= new HeldBack(this));
  }

  get tasks(): Tasks {
    return (this.#tasks ??= new Tasks(this));
  }

  get cleanups(): Cleanups {
    return (this.#cleanups ??= new Cleanups());
  }

  // Its state

  get isClosing(): boolean {
    return this.#closing !== undefined;
  }

  get isClosed(): boolean {
    return this.#closing?.awaits === 'nothing';
  }

  /** All cleanups have run: one that is added from now on would not run. */
  get hasCleanedUp(): boolean {
    return this.isClosed || this.#closing?.awaits === 'listeners';
  }

  get isCancelled(): boolean {
    return this.#cancellation?.isCancelled ?? false;
  }

  get interrupt(): InterruptError | undefined {
    return this.interruption.error;
  }

  get unfinished(): Unfinished {
    const first = this.#report?.first;
    const endedBy = first && (first.kind === 'failure' ? 'a failure' : (first.error as InterruptError));
    return { endedBy, tasks: this.#tasks?.names ?? [], cleanups: this.#cleanups?.names ?? [], failure: this.#report?.failure };
  }

  // Ending

  /** From inside, or by a parent. An interrupt makes it a request. */
  abort(reason: unknown): void {
    const interrupt = findInterrupt(reason);
    if (interrupt && !this.isClosed) this.interruption.byAbort(interrupt);
    this.cancel(reason);
  }

  /** The first reason wins: a request that was accepted is older than whatever cuts its drain short. */
  cancel(reason: unknown, audience?: Audience): void {
    this.interruption.stopDrain();
    if (reason !== CLOSED) this.first.settle();
    this.cancellation.cancel(this.interruption.dueOr(reason), this.context, audience);
    if (reason !== CLOSED) this.noteEnding();
  }

  fail(error: unknown): void {
    this.addFailure(error);
    this.cancel(error);
  }

  /** The same, but only those who await what has failed learn of it at once. All others do a turn later. */
  failSoon(error: unknown): Debt {
    const debt = this.addFailure(error);
    this.cancellation.cancelSoon(this.interruption.dueOr(error), () => this.cancel(error));
    return debt;
  }

  addFailure(error: unknown): Debt {
    return this.#owe(error, 'failure', false, this.world.ground.now());
  }

  noteInterrupt(request: Request, isSeen: boolean, isLate: boolean, isToDrain: boolean): Audience {
    const { audience } = this.cancellation;
    const isHeard = isSeen || (this.#first?.isAwaitedByBlock ?? false) || (audience === 'somebody' && !isToDrain);
    this.#owe(request.error, isLate ? 'late interrupt' : 'interrupt', isHeard && !isLate, request.at);
    if (this.settings.graceMs !== Infinity) request.flushMs = this.settings.graceMs;
    return audience;
  }

  #owe(error: unknown, kind: Debt['kind'], isGiven: boolean, since: number): Debt {
    this.noteEnding();
    if (!this.#report) startGrace(this, since, (undo) => this.#atClose(undo));
    return (this.#report ??= new Report()).owe(error, kind, isGiven);
  }

  /** From now on it holds back uncaught errors that are due to its own end. */
  noteEnding(): void {
    if (!this.isClosed) this.#waiting.watch();
  }

  get reason(): unknown {
    return this.isCancelled ? this.cancellation.reason : this.interrupt;
  }

  /** While it drains, nothing of it has been aborted: only the interrupt itself counts, which may come from another capture. */
  hasCaused(error: unknown): boolean {
    const isEnding = this.isCancelled || this.interrupt !== undefined;
    return isEnding && this.interruption.isCauseOf(error, this.reason, this.isCancelled);
  }

  isEndedBy(error: unknown): boolean {
    return this.#heldBack?.takes(error) ?? false;
  }

  holdBack(error: unknown, tellAgain: (error: unknown) => void): void {
    this.#report?.takeBack(error);
    this.#waiting.add(error, tellAgain);
  }

  get heldBack(): { readonly error: unknown } | undefined {
    return this.#heldBack?.first;
  }

  // What the block has seen

  /** Whose code is running: a task's, or the block's. */
  get asker(): Asker {
    return this.#tasks?.asker;
  }

  noteAsked(): boolean {
    this.cancellation.noteTold();
    if (this.#report?.tellsOfInterrupt(this.cancellation.reason)) this.giveTo(this.asker, this.interrupt);
    return !this.#report?.owesInterrupt;
  }

  /** A block that is given this reason has seen it, so closing need not throw it. What a task is given, the block has not seen. */
  giveTo(asker: Asker, reason: unknown): void {
    this.#cancellation?.noteTold();
    if (asker) asker.isTold = true;
    else this.#report?.give(reason);
  }

  /** A task that had read the reason did not end with it. */
  hasBeenHandled(): void {
    this.#report?.give(this.interrupt);
  }

  // Closing

  close(): Promise<void> {
    if (this.isClosed) return Promise.resolve();
    if (this.#closing) return this.#closing.promise;
    this.#closing = new Closing(this);
    const waiting = this.#waiting;
    if (this.#tasks || this.#cleanups) waiting.watchOutput();
    this.cancel(CLOSED);
    this.#first?.settleSoon();
    this.#closing.begin();
    return this.#closing.promise;
  }

  closeForgotten(): Promise<void> {
    const { isCancelled } = this;
    this.#waiting.isForgotten = true;
    const closing = this.close();
    if (!isCancelled) ofForgotten.reasons.add(this.cancellation.reason);
    return closing;
  }

  conclude(): { readonly error: unknown } | undefined {
    const { interrupt } = this;
    this.#undo?.forEach((undo) => undo());
    this.#heldBack?.end();
    this.interruption.end();
    this.#cancellation?.end();
    this.context.emitDestroy();
    const errors = this.#report?.owed ?? new Set();
    closed(this, () => ({ signal: interrupt?.signal, errors: [...errors] }));
    return errors.size > 0 ? { error: asOne(errors, interrupt) } : undefined;
  }
}
