import { limitFlush } from '../process/end.ts';
import { endByGrace } from '../process/forced-end.ts';
import { forgottenReasons, openScopes, type Failure, type OpenScope, type Unfinished } from '../process/open-scopes.ts';
import { watchForOutOfWork } from '../process/out-of-work.ts';
import { watchOutput } from '../process/output.ts';
import { isBehind, isCausedBy } from '../interrupts/words.ts';
import { onUncaughtFailure, watchEnding, watchUncaught } from '../process/uncaught.ts';
import { addAbortListener, queueMicrotask } from '../platform/builtins.ts';
import { monotonicMs } from '../platform/clock.ts';
import { whenSignalsAreIn } from '../process/in-flight.ts';
import { defer, type Deferred } from '../platform/with-resolvers.ts';
import { arm, disarm, type Armed } from '../process/deadlines.ts';
import { findInterrupt, type InterruptError } from '../interrupts/interrupt-error.ts';
import { SIGINT_BIT, type SignalName, type SignalSet } from '../interrupts/names.ts';
import type { Request } from '../interrupts/request.ts';
import { mocked, timers } from '../process/mock.ts';
import { watchSigint } from '../process/sigint.ts';
import { overRequest, unspentRequest, type Unspent } from '../interrupts/unspent.ts';
import { CLOSED } from './cancellation.ts';
import { Cleanups } from './cleanups.ts';
import { closed, graceExpired, isSubscriber, publish } from './diagnostics.ts';
import { asOne, Failures } from './failures.ts';
import { Hearing } from './hearing.ts';
import type { CaptureOptions } from './signal-capture.ts';
import { Tasks, type Asker, type TasksOwner } from './tasks.ts';

/** The life of a capture: opened, perhaps cancelled, closed; with the tasks, cleanups and failures that closing sees to. */
export class Scope extends Hearing implements OpenScope, TasksOwner {
  aside: { readonly error: unknown } | undefined;
  #tasks: Tasks | undefined;
  #cleanups: Cleanups | undefined;
  #failures: Failures | undefined;
  #deadline: Armed | undefined;
  #mockedDeadline: NodeJS.Timeout | undefined;
  /** What has ended it first, but for a cancellation. */
  #endedBy: InterruptError | 'a failure' | undefined;
  /** What is to be undone when the scope has closed. */
  #undo: Array<() => void> | undefined;
  #closing: Deferred<void> | undefined;
  #isEnding = false;
  /** What had ended others, and interrupted nobody any more, when this scope began to end. */
  #wasOver: Unspent | undefined;
  /** All cleanups have run: what is given from now on would not. */
  hasCleanedUp = false;
  #stopWatchingSigint: (() => void) | undefined;
  #stopWatchingOutput: (() => void) | undefined;

  constructor(capture: object, signals: SignalSet, options: CaptureOptions) {
    super(capture, signals, options);
    watchUncaught();
    if (options.signal) this.#follow(options.signal); // before it listens, as another's `addEventListener` may throw
    this.open();
    if (openScopes.size === 0) watchForOutOfWork();
    openScopes.add(this);
    if (options.watchdog && !this.mock && this.hears(SIGINT_BIT)) this.#stopWatchingSigint = watchSigint();
    if (options.uncaught) this.#atClose(onUncaughtFailure((error) => this.fail({ error, isGiven: false })));
  }

  #follow(parent: AbortSignal): void {
    // Not `addEventListener`: a listener before ours may stop the event.
    if (parent.aborted) return this.abort(parent.reason);
    const following = addAbortListener(parent, () => this.abort(parent.reason));
    this.#atClose(() => following[Symbol.dispose]());
  }

  // What it holds

  get tasks(): Tasks {
    return (this.#tasks ??= new Tasks(this));
  }

  get cleanups(): Cleanups {
    return (this.#cleanups ??= new Cleanups());
  }

  /** Who runs now. */
  get asker(): Asker {
    return this.#tasks?.asker;
  }

  noteAsked(): void {
    if (isSubscriber()) return;
    this.cancellation.noteTold();
    if (this.#isInterrupt(this.cancellation.reason)) this.give(this.interrupt);
  }

  give(reason: unknown): void {
    this.giveTo(this.asker, reason);
  }

  /** Closing need not tell this reason again to a block that is given it; what a task is given, the block is not. */
  giveTo(asker: Asker, reason: unknown): void {
    if (isSubscriber()) return;
    this.cancellation.noteTold();
    if (asker) asker.isTold = true;
    else if (this.#isInterrupt(reason)) this.seen.noteSeen();
    if (!asker) this.#failures?.give(reason);
  }

  /** An abort may have handed it on in an error around it. */
  #isInterrupt(reason: unknown): boolean {
    return this.interrupt !== undefined && (reason === this.interrupt || findInterrupt(reason) === this.interrupt);
  }

  get promise(): Promise<SignalName | undefined> {
    if (this.asker) this.asker.isTold = true;
    else if (!isSubscriber()) this.seen.notePromiseTaken();
    if (this.interrupt) this.give(this.interrupt);
    return this.first;
  }

  hasBeenHandled(): void {
    if (this.interrupt) this.seen.noteSeen();
  }

  // Ending

  protected override addFailure(failure: Failure): void {
    (this.#failures ??= new Failures()).add(failure);
    this.noteEnding();
    this.#endedBy ??= 'a failure';
    this.#startGrace(monotonicMs());
  }

  protected override onInterrupt({ arrivedAt, error }: Request): void {
    this.noteEnding();
    if (this.options.graceMs !== undefined) limitFlush(error, this.options.graceMs);
    this.#endedBy ??= error;
    this.#startGrace(arrivedAt);
  }

  override cancel(reason: unknown): void {
    super.cancel(reason);
    if (reason !== CLOSED) this.noteEnding();
  }

  /** From now on uncaught errors that it was ended with wait for it. */
  noteEnding(): void {
    if (this.isClosed || this.#isEnding) return;
    this.#isEnding = true;
    this.#wasOver = overRequest();
    watchEnding();
    this.#watchOutput();
  }

  hasCaused(error: unknown): boolean {
    return isCausedBy(error, { reason: this.cancellation.reason, interrupt: this.interrupt });
  }

  isEndedBy(error: unknown): boolean {
    const { interrupt, cancellation: { reason, hasToldSomebody } } = this;
    if (!this.#isEnding && !this.isClosing) return false;
    if (hasToldSomebody && isBehind(error, reason)) return true;
    const other = unspentRequest();
    const isOwnAbort = interrupt !== undefined || (hasToldSomebody && (other === undefined || other === this.#wasOver)); // else it is the interrupt of another
    return isCausedBy(error, { reason: interrupt, interrupt }, isOwnAbort);
  }

  putAside(error: unknown): void {
    const { interrupt } = this;
    this.#failures?.letGo(error);
    this.aside ??= { error: interrupt && isCausedBy(error, { reason: interrupt, interrupt }) ? interrupt : error };
  }

  closeForgotten(): Promise<void> {
    const { isCancelled } = this.cancellation;
    const closing = this.close();
    if (!isCancelled) forgottenReasons.add(this.cancellation.reason as Error);
    return closing;
  }

  get unfinished(): Unfinished {
    return { endedBy: this.#endedBy, tasks: this.#tasks?.names ?? [], cleanups: this.#cleanups?.names ?? [], failure: this.#failures?.first };
  }

  #watchOutput(): void {
    this.#stopWatchingOutput ??= watchOutput();
  }

  #startGrace(since: number): void {
    const { graceMs } = this.options;
    const { mock } = this;
    if (graceMs === undefined || this.isLeftByMock) return;
    if (mock) this.#mockedDeadline ??= timers(mock).setTimeout(() => mocked() === mock && this.#expire(), graceMs);
    else this.#deadline ??= arm(since, graceMs, () => this.#expire());
  }

  #expire(): void {
    const { unfinished, options: { graceMs = 0 } } = this;
    const interrupt = this.#endedBy === 'a failure' ? undefined : this.#endedBy;
    if (graceExpired.hasSubscribers) publish(graceExpired, { capture: this.capture, signal: interrupt?.signal, graceMs, tasks: unfinished.tasks });
    if (this.mock) this.mock.end(interrupt ?? { code: 1 });
    else endByGrace(graceMs, unfinished);
  }

  // Closing

  close(): Promise<void> {
    if (this.isClosed) return Promise.resolve();
    if (this.#closing === undefined) {
      this.#closing = defer();
      this.isClosing = true;
      if (this.#tasks || this.#cleanups) this.#watchOutput();
      this.cancel(CLOSED);
      this.settleFirstAtClose();
      if (this.#tasks) this.#tasks.whenIdle(() => this.#cleanUp());
      else this.#cleanUp();
    }
    return this.#closing.promise;
  }

  #atClose(undo: () => void): void {
    (this.#undo ??= []).push(undo);
  }

  #cleanUp(): void {
    if (!this.#cleanups) return this.#letSignalsGo();
    void this.#cleanups.run(this.cancellation.context, (error) => this.addFailure({ error, isGiven: false })).then(() => this.#letSignalsGo());
  }

  override endWindow(): void {
    this.#stopWatchingSigint?.();
    super.endWindow();
  }

  #letSignalsGo(): void {
    (this.mock ? queueMicrotask : whenSignalsAreIn)(() => {
      if (this.#cleanups?.isEmpty === false) return this.#cleanUp();
      this.hasCleanedUp = true;
      this.#stopWatchingSigint?.();
      this.leave(() => this.#settle());
    });
  }

  #settle(): void {
    const { interrupt } = this;
    this.isClosed = true;
    this.settleFirst(interrupt?.signal);
    this.#undo?.forEach((undo) => undo());
    if (this.#deadline) disarm(this.#deadline);
    timers(this.mock).clearTimeout(this.#mockedDeadline);
    this.releaseRequests();
    openScopes.delete(this);
    this.#stopWatchingOutput?.();
    this.cancellation.end();
    const errors = this.#failures?.untold ?? new Set();
    if (interrupt && this.seen.isMissing) errors.add(interrupt);
    if (closed.hasSubscribers) publish(closed, { capture: this.capture, signal: interrupt?.signal, errors: [...errors] });
    if (errors.size === 0) this.#closing!.resolve();
    else this.#closing!.reject(asOne(errors, interrupt));
  }
}
