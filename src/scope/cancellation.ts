import type { AsyncResource } from 'node:async_hooks';
import { setImmediate, setMaxListeners } from '../platform/builtins.ts';
import { named, stackless } from '../platform/stackless.ts';
import { abortAndSee, audienceOf, forget, notice, type Audience } from './asking.ts';

const NOT_CANCELLED = Symbol('not cancelled');
/** The reason of a scope that closes uncancelled; the error itself is made when somebody asks for it. */
export const CLOSED = Symbol('closed');

export interface CancellationOwner {
  /** Somebody is about to be told. Bun and Deno report what fails by that at once. */
  noteEnding(): void;
  /** Somebody was told by `signal`, or has asked it about an abort that has been. */
  noteAsked(): void;
}

/**
 * The reason why a scope stops its work, and all who have to know it: `signal` first, as asyncio cancels the main task first, then
 * the tasks and races. The first reason wins. All are told in the async context of the capture, in one turn.
 */
export class Cancellation {
  /** That of the `captureSignals` call. */
  readonly context: AsyncResource;
  readonly #owner: CancellationOwner;
  #reason: unknown = NOT_CANCELLED;
  #controller: AbortController | undefined;
  #followers: Set<(reason: unknown) => void> | undefined;
  #hasToldSomebody = false;
  #isToTell = false;
  #hasEnded = false;

  constructor(context: AsyncResource, owner: CancellationOwner) {
    this.context = context;
    this.#owner = owner;
  }

  get isCancelled(): boolean {
    return this.#reason !== NOT_CANCELLED;
  }

  /** Whether somebody knows the reason, or may have made an abort of it. */
  get hasToldSomebody(): boolean {
    return this.#hasToldSomebody;
  }

  /** Somebody is about to be told the reason, or has asked for it. */
  noteTold(): void {
    if (!this.isCancelled || this.#hasToldSomebody) return;
    this.#hasToldSomebody = true;
    this.#owner.noteEnding();
  }

  get reason(): unknown {
    if (this.#reason === CLOSED) {
      this.#reason = stackless(() => named(new Error('The scope has closed'), { name: 'AbortError', code: 'ABORT_ERR' }));
    }
    return this.#reason;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      setMaxListeners(0, this.#controller.signal);
      if (this.isCancelled) this.#controller.abort(this.reason);
      if (!this.#hasEnded) notice(this.#controller.signal, this.#owner);
    }
    return this.#controller.signal;
  }

  /** Whether somebody who has taken `signal` is to be told by it. */
  get isSignalListenedTo(): boolean {
    return this.#controller !== undefined && !this.isCancelled && audienceOf(this.#controller.signal) === 'somebody';
  }

  /** All others are told in the next turn, or when somebody else cancels: who awaits what has failed learns of that first. */
  cancelSoon(reason: unknown, cancel: () => void): void {
    if (this.isCancelled) return;
    this.#reason = reason;
    this.#isToTell = true;
    this.noteTold();
    setImmediate(cancel);
  }

  cancel(reason: unknown): void {
    if (this.isCancelled && !this.#isToTell) return;
    if (!this.isCancelled) this.#reason = reason;
    this.#isToTell = false;
    if (this.#controller === undefined && !this.#followers?.size) return;
    const audience = this.#controller ? audienceOf(this.#controller.signal) : 'nobody';
    if (this.#followers?.size || audience !== 'nobody') this.noteTold();
    this.context.runInAsyncScope(this.#tell, this, audience);
  }

  /** The scope has closed. */
  end(): void {
    this.#hasEnded = true;
    if (this.#controller) forget();
    this.context.emitDestroy();
  }

  /** Calls back with the reason; not when it is known already. */
  follow(follower: (reason: unknown) => void): void {
    (this.#followers ??= new Set()).add(follower);
  }

  unfollow(follower: (reason: unknown) => void): void {
    this.#followers?.delete(follower);
  }

  #tell(audience: Audience): void {
    const { reason } = this;
    if (this.#controller && (abortAndSee(this.#controller, reason, audience) || audience === 'somebody')) this.#owner.noteAsked();
    const followers = this.#followers;
    this.#followers = undefined;
    followers?.forEach((follower) => follower(reason));
  }
}
