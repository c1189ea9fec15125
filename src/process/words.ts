/**
 * What an error says about itself, whoever made it, and whether it comes from an interrupt.
 *
 * - *An interrupt*: of this package, of another copy of it, or a clone from another thread.
 * - *An abort without a cause*: axios, node-fetch, got, many SDKs and some of Node's own APIs throw one. It may come from any scope that was
 *   cancelled or interrupted. If an abort has a cause, it is whatever its cause is: an interrupt, a real error, a reason of the program's own.
 * - *The death of a child* by a signal. It counts if that signal has come to this process, too: a key goes to the whole process group.
 * - *Output that failed*: the same key has ended the reader of stdout or stderr, or the terminal.
 *
 * Without an interrupt each is an error like any other. A child, a reader or a terminal may end a moment before their signal is heard: such an error
 * is judged after that moment.
 *
 * Tried and rejected: recognising a child that the program itself has killed, from an abort listener perhaps. Its error says so (`killed`), but so
 * does the error of a child that exceeded its `timeout`, and that is a real failure.
 */
import { standsFor } from './internals.ts';
import { tolerant } from '../platform/tolerant.ts';
import { findCause } from '../interrupts/causes.ts';
import { asInterrupt, InterruptError } from '../interrupts/interrupt-error.ts';
import { isSignalName, signalOf, type SignalName } from '../interrupts/names.ts';
import type { Request } from '../interrupts/request.ts';
import { isBrokenOutput, isGoneTerminal } from './output.ts';

export type Words =
  | { readonly say: 'interrupt'; readonly interrupt: InterruptError }
  | { readonly say: 'death'; readonly signal: SignalName }
  | { readonly say: 'abort' | 'output' };

/** About this very error, not about its cause. */
export function wordsOf(error: unknown): Words | undefined {
  const interrupt = asInterrupt(error);
  if (interrupt) return { say: 'interrupt', interrupt };
  const signal = diedOf(error);
  if (signal !== undefined) return { say: 'death', signal };
  return isAbortWithoutCause(error) ? { say: 'abort' } : isBrokenOutput(error) ? { say: 'output' } : undefined;
}

/**
 * The names and classes of aborts: `RequestAbortedError`, `APIUserAbortError`, `OperationCanceledException`, `CancelError`, the `Cancel` of an older
 * axios, ...
 */
const ABORTS = /Abort(ed)?Error$|Cancell?ed|^Cancel(lation)?(Error)?$/;
/** Of the platform, of axios, of got, of superagent. */
const ABORT_CODES = new Set<unknown>(['ABORT_ERR', 'ERR_CANCELED', 'ERR_ABORTED', 'ABORTED']);

const isAbortWithoutCause = tolerant((error: unknown): boolean => {
  const { name, code, message, constructor, cause } = Object(error) as Partial<NodeJS.ErrnoException>;
  if (saysSomething(cause)) return false;
  if (ABORT_CODES.has(code) || ABORTS.test(String(name)) || ABORTS.test(String(constructor?.name))) return true;
  if (code === 'ECONNRESET') return message === 'aborted'; // the body of a response of `node:http`
  return (code as unknown) === 1 && (name === 'ConnectError' || ('metadata' in (error as object) && 'details' in (error as object))); // of gRPC: "cancelled"
}, false);

/** got sets an empty object if there is no cause. */
function saysSomething(cause: unknown): boolean {
  return typeof cause === 'object' && cause !== null ? 'message' in cause || Object.keys(cause).length > 0 : cause !== undefined && cause !== null;
}

interface DeadChild {
  cause?: unknown;
  signal?: unknown;
  /** tinyexec */
  signalCode?: unknown;
  /** nano-spawn */
  signalName?: unknown;
  /** A shell, or a child that has cleaned up, exits with 128 + n. execa and tinyexec say so here; other libraries use other properties, or none. */
  exitCode?: unknown;
  status?: unknown;
  code?: unknown;
}

/** The signal by which a child process died, if an error says so. One that has a cause is what its cause is: execa gives the reason of its `cancelSignal`. */
function diedOf(error: unknown): SignalName | undefined {
  const child = Object(error) as DeadChild;
  if (saysSomething(child.cause)) return undefined;
  const name = [child.signal, child.signalCode, child.signalName].find(isSignalName);
  if (name !== undefined) return name;
  const isOfChild = 'stdout' in child || 'cmd' in child || 'pid' in child;
  const status = [child.exitCode, ...(isOfChild ? [child.status, child.code] : [])].find((value) => typeof value === 'number');
  return status === undefined ? undefined : signalOf(status - 128);
}

/** Why a scope ends: the reason with which it was cancelled, and the request that interrupted it, which may have come later. */
export interface Cause {
  readonly reason: unknown;
  readonly request: Request | undefined;
}

/**
 * Whether an error comes from the end of a scope: it is the reason, the scope's own interrupt, or an error that may come from any scope. The
 * interrupt of another scope does not count. `takesAborts` says whether an abort without a cause does.
 */
export function isCausedBy(error: unknown, { reason, request }: Cause, takesAborts = true): boolean {
  return findCause(error, (one) => {
    if (one === reason || (reason !== undefined && standsFor(one, reason))) return true;
    const words = wordsOf(one);
    switch (words?.say) {
      case 'interrupt': return (request && isSame(one, words.interrupt, request.error)) || undefined;
      case 'death': return request?.cameAs(words.signal) || undefined;
      case 'abort': return takesAborts || undefined;
      default: return words && true;
    }
  }) ?? false;
}

/** Whether an error is this one, or wraps it. */
export function isBehind(error: unknown, reason: unknown): boolean {
  return findCause(error, (one) => one === reason || standsFor(one, reason) || undefined) ?? false;
}

/** Errors of another copy, and clones, which are created anew, are recognised by their signal. */
function isSame(error: unknown, { signal }: InterruptError, interrupt: InterruptError): boolean {
  return error === interrupt || (signal === interrupt.signal && !(error instanceof InterruptError));
}

/**
 * The interrupt that an uncaught error comes from, if the program may still be ending by it. A failed write counts only if a block has let it go, as
 * with `pipeline`. What stdout itself emits is an error like any other.
 */
export function interruptBehind(error: unknown, isLetGo: boolean, mayEndBy: (signal?: SignalName) => InterruptError | undefined): InterruptError | undefined {
  return findCause(error, (one) => {
    const words = wordsOf(one);
    switch (words?.say) {
      case 'interrupt': return words.interrupt;
      case 'death': return mayEndBy(words.signal);
      case 'abort': return mayEndBy();
      case 'output': return isLetGo ? mayEndBy() : undefined;
      default: return undefined;
    }
  });
}

const settled = new WeakSet<object>();

/** For how many milliseconds an uncaught error may still turn out to be an interrupt; `undefined` if it cannot. */
export const mayBeInterruptFor = tolerant((error: unknown, isHeard: (signal?: SignalName) => boolean): number | undefined => {
  if (typeof error !== 'object' || error === null || settled.has(error)) return undefined;
  const signal = diedOf(error);
  if (isGoneTerminal(error) && isHeard('SIGHUP')) return 100; // which a shell passes on
  if (isBrokenOutput(error) && isHeard()) return 20;
  return signal !== undefined && isHeard(signal) ? 0 : undefined;
}, undefined);

/** It was no interrupt: from now on it is an error like any other. */
export function settleAsError(error: object): void {
  settled.add(error);
}
