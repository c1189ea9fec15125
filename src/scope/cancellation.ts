import type { AsyncResource } from 'node:async_hooks';
import { makeController } from '../platform/abort-controller.ts';
import { setImmediate } from '../platform/builtins.ts';
import { named } from '../platform/named.ts';
import { abortBefore, audienceOf, forget, notice, type Audience } from './audience.ts';

const NOT_CANCELLED = Symbol('not cancelled');
/** The reason of a scope that closes without being cancelled. The error itself is made when somebody reads it. */
export const CLOSED = Symbol('closed');

export interface CancellationOwner {
  /** Somebody is about to learn the reason. Bun and Deno report at once what fails because of it. */
  noteEnding(): void;
  /** Somebody heard the abort by `signal`, or has read it since. True when reading it again would tell nothing new. */
  noteAsked(): boolean;
}

type Follower = (reason: unknown) => void;

/**
 * Why a scope stops its work, and everyone who has to know it. `signal` aborts first, as asyncio cancels the main task first; then tasks and races
 * follow. The first reason wins. All of them learn it in one turn, in the async context of the capture.
 */
export class Cancellation {
  readonly #owner: CancellationOwner;
  #reason: unknown = NOT_CANCELLED;
  #controller: AbortController | undefined;
  #followers: Set<Follower> | undefined;
  #isToTell = false;
  /** Somebody knows the reason, or may have made another error of it. */
  hasToldSomebody = false;
  #hasEnded = false;

  constructor(owner: CancellationOwner) {
    this.#owner = owner;
  }

  get isCancelled(): boolean {
    return this.#reason !== NOT_CANCELLED;
  }

  /** Somebody is about to learn the reason, or has read it. */
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
    this.#controller = makeController();
    const { signal } = this.#controller;
    if (this.isCancelled) this.#controller.abort(this.reason);
    if (!this.#hasEnded) notice();
    return signal;
  }

  /** Who would hear an abort of `signal` now. */
  get audience(): Audience {
    return this.#controller && (!this.isCancelled || this.#isToTell) ? audienceOf(this.#controller.signal) : 'nobody';
  }

  /** Those who await what has failed learn of it first. All others follow in the next turn, or when somebody else cancels. */
  cancelSoon(reason: unknown, cancel: () => void): void {
    if (this.isCancelled) return;
    this.#reason = reason;
    this.#isToTell = true;
    this.noteTold();
    setImmediate(cancel);
  }

  /** Pass `audience` if it is already known. */
  cancel(reason: unknown, context: AsyncResource, audience = this.audience): void {
    if (this.isCancelled && !this.#isToTell) return;
    if (!this.isCancelled) this.#reason = reason;
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

  /** Calls back with the reason when it comes. Never for a reason that is already known. */
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
