import type { AsyncResource } from 'node:async_hooks';
import { setImmediate, setMaxListeners } from '../platform/builtins.ts';
import { named } from '../platform/named.ts';
import { abortBefore, audienceOf, forget, notice, watchAsking, type Audience } from './audience.ts';

const NOT_CANCELLED = Symbol('not cancelled');
/** The reason of a scope that closes uncancelled; the error itself is made when somebody asks for it. */
export const CLOSED = Symbol('closed');

export interface CancellationOwner {
  /** Somebody is about to be told. Bun and Deno report what fails by that at once. */
  noteEnding(): void;
  /** Somebody was told by `signal`, or has asked it about an abort that has been. True when asking once more would tell nothing new. */
  noteAsked(): boolean;
}

type Follower = (reason: unknown) => void;

/**
 * The reason why a scope stops its work, and all who have to know it: `signal` first, as asyncio cancels the main task first, then
 * the tasks and races. The first reason wins. All are told in the async context of the capture, in one turn.
 */
export class Cancellation {
  readonly #owner: CancellationOwner;
  #reason: unknown = NOT_CANCELLED;
  #controller: AbortController | undefined;
  #followers: Set<Follower> | undefined;
  #isToTell = false;
  /** Somebody knows the reason, or may have made an abort of it. */
  hasToldSomebody = false;
  #hasEnded = false;

  constructor(owner: CancellationOwner) {
    this.#owner = owner;
  }

  get isCancelled(): boolean {
    return this.#reason !== NOT_CANCELLED;
  }

  /** Somebody is about to be told the reason, or has asked for it. */
  noteTold(): void {
    if (!this.isCancelled || this.hasToldSomebody) return;
    this.hasToldSomebody = true;
    this.#owner.noteEnding();
  }

  get reason(): unknown {
    if (this.#reason === CLOSED) this.#reason = named(new Error('The scope has closed'), { name: 'AbortError', code: 'ABORT_ERR' });
    return this.#reason;
  }

  get signal(): AbortSignal {
    if (this.#controller) return this.#controller.signal;
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    setMaxListeners(0, signal);
    if (this.isCancelled) this.#controller.abort(this.reason);
    if (this.#hasEnded) return signal;
    notice();
    if (this.isCancelled) watchAsking(signal, this.#owner);
    return signal;
  }

  /** Who would be told by `signal` now. */
  get audience(): Audience {
    return this.#controller && !this.isCancelled ? audienceOf(this.#controller.signal) : 'nobody';
  }

  /** All others are told in the next turn, or when somebody else cancels: who awaits what has failed learns of that first. */
  cancelSoon(reason: unknown, cancel: () => void): void {
    if (this.isCancelled) return;
    this.#reason = reason;
    this.#isToTell = true;
    this.noteTold();
    setImmediate(cancel);
  }

  /** `audience` is known where it was asked for already. */
  cancel(reason: unknown, context: AsyncResource, audience = this.audience): void {
    if (this.isCancelled) {
      if (!this.#isToTell) return;
      if (this.#controller) audience = audienceOf(this.#controller.signal);
    } else this.#reason = reason;
    this.#isToTell = false;
    const followers = this.#followers;
    if (this.#controller === undefined && !followers?.size) return;
    this.#followers = undefined;
    if (followers?.size || audience !== 'nobody') this.noteTold();
    context.runInAsyncScope(tell, undefined, this.reason, this.#controller, audience, this.#owner, followers);
  }

  /** The scope has closed. */
  end(): void {
    if (this.#controller && !this.#hasEnded) forget();
    this.#hasEnded = true;
  }

  /** Calls back with the reason; not when it is known already. */
  follow(follower: Follower): void {
    (this.#followers ??= new Set()).add(follower);
  }

  unfollow(follower: Follower): void {
    this.#followers?.delete(follower);
  }
}

function tell(reason: unknown, controller: AbortController | undefined, audience: Audience, owner: CancellationOwner, followers: Set<Follower> | undefined): void {
  if (controller) abortBefore(audience, controller, reason, owner);
  followers?.forEach((follower) => follower(reason));
}
