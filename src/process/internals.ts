/**
 * The only file of this bundle that reads undocumented parts of a runtime or of another package. Each function says what it reads, and how a program
 * behaves where that is gone: as on a runtime that never had it. In no case is a signal sent that nobody sent. `spec/internals.spec.ts` has a row for
 * each.
 *
 * The watchdog's thread reads one such part in its own program: the one that {@link putBackSigint} reads. Without it, a blocked event loop keeps
 * SIGINT, as on Bun and Deno.
 */
import type { AsyncHook } from 'node:async_hooks';
import { makeController } from '../platform/abort-controller.ts';
import { AsyncResource } from '../platform/async-hooks.ts';
import { channel, process } from '../platform/builtins.ts';
import { RUNTIME } from '../platform/platform.ts';
import { tolerant } from '../platform/tolerant.ts';

/**
 * Whether this is the main thread. In a worker, Node replaces `process.abort` with another function that carries a mark. If either sign is gone, the
 * module that knows is asked, as on Bun and Deno. Loading that takes 1.5 ms.
 */
export function isMainThread(): boolean {
  const { name, disabled } = process.abort as { name?: string; disabled?: boolean };
  return (RUNTIME === 'node' && name === 'abort' && disabled === undefined) || process.getBuiltinModule('node:worker_threads').isMainThread;
}

/** Takes the next id: ids of asynchronous resources are consecutive. */
export function nextId(): number {
  return new AsyncResource('SignalCapture', { requireManualDestroy: true }).emitDestroy().asyncId();
}

/**
 * The id of the one resource that was created since {@link nextId} returned this id, by adding a listener. Otherwise `undefined`: then a signal in a
 * handle that closes is lost, as on Bun. A channel to the parent creates one more, after it, because Node looks for messages in the next tick.
 */
export function madeSince(id: number): number | undefined {
  const made = nextId() - id - 1;
  return made === 1 || (made === 2 && process.channel) ? id + 1 : undefined;
}

/** Calls back with the id of each handle that goes; Node's documentation advises against this. Gone: no handle is reported, and nothing is known. */
export const hookDestroy = tolerant((destroy: (id: number) => void): AsyncHook | undefined => {
  return process.getBuiltinModule('node:async_hooks').createHook({ destroy });
}, undefined);

/**
 * The signals that `AbortSignal.any` has made from this one, in a set behind a symbol of Node's; since Node 24.21 only those that somebody listens
 * to. Gone, and on other runtimes: `undefined`, and whoever has read `signal` counts as having seen the abort.
 */
export function dependentsOf(signal: AbortSignal): readonly AbortSignal[] | undefined {
  const symbol = (found.dependents ??= (RUNTIME === 'node' && symbolOfDependents()) || null);
  if (symbol === null) return undefined;
  const set = (signal as unknown as Record<symbol, Dependents | undefined>)[symbol];
  return set ? derefAll(set) : NONE;
}

const NONE: readonly AbortSignal[] = [];

type Dependents = Iterable<WeakRef<AbortSignal>>;

function derefAll(set: Dependents): AbortSignal[] {
  return [...set].map((ref) => ref.deref()).filter((dependent) => dependent !== undefined);
}

/** What was looked for once; `null`: there is none. */
const found: { dependents?: symbol | null } = {};

/** Found by a probe, when first needed. */
const symbolOfDependents = tolerant((): symbol | undefined => {
  const { signal } = makeController();
  const dependent = (signal.constructor as typeof AbortSignal).any([signal]);
  dependent.onabort = () => {};
  const symbol = Object.getOwnPropertySymbols(signal).find(({ description }) => description === 'kDependantSignals');
  return symbol && derefAll((signal as unknown as Record<symbol, Dependents>)[symbol]!).includes(dependent) ? symbol : undefined;
}, undefined);

/** Whether it is what `onabort = null` leaves behind. Gone: it counts as a listener. */
export function isEmptyHandler(listener: unknown): boolean {
  return (listener as { handler?: unknown }).handler === null;
}

const [created, sent, failed] = ['undici:request:create', 'undici:client:sendHeaders', 'undici:request:error'].map((name) => channel(name));
/** The requests of `fetch` that have not been sent. They are followed while there are signals that might have been given to a `fetch`. */
const requests = {
  unsent: new Set<unknown>(),
  /** By how many. */
  followed: 0,
  /** The channels have reported something since. */
  areToldOf: false,
};

const requestOf = (message: unknown): unknown => (message as { request: unknown }).request;
const onCreated = (message: unknown): void => {
  requests.areToldOf = true;
  requests.unsent.add(requestOf(message));
};
const onSent = (message: unknown): void => void requests.unsent.delete(requestOf(message));

/** Follows the requests of `fetch` on undici's channels, until {@link unfollowRequests} has been called as often. */
export function followRequests(): void {
  if (requests.followed++ > 0) return;
  created!.subscribe(onCreated);
  sent!.subscribe(onSent);
  failed!.subscribe(onSent);
}

export function unfollowRequests(): void {
  if (--requests.followed > 0) return;
  created!.unsubscribe(onCreated);
  sent!.unsubscribe(onSent);
  failed!.unsubscribe(onSent);
  requests.unsent.clear();
  requests.areToldOf = false;
}

/**
 * Whether a listener belongs to a `fetch`, which leaves it there when it has finished. Recognised by its name and text, and only if the channels have
 * reported a request, so that {@link isFetchTold} can tell whether it has finished. Gone: it is a listener like any other.
 */
export function isOfFetch(listener: unknown): boolean {
  return requests.areToldOf && typeof listener === 'function' && listener.name === 'abort' && String(listener).includes('acRef.deref()');
}

/**
 * Runs an abort with this reason. True if it stopped a `fetch` that was running. The failure of a request that has not been sent is not reported: if
 * there is one, any counts.
 */
export function isFetchTold(reason: unknown, abort: () => void): boolean {
  let isTold = requests.unsent.size > 0;
  const onFailure = (message: unknown): void => {
    isTold ||= (message as { error?: unknown }).error === reason;
  };
  failed!.subscribe(onFailure);
  abort();
  failed!.unsubscribe(onFailure);
  return isTold;
}

/**
 * Puts back Node's own SIGINT handler, which `breakOnSigint` leaves behind. Gone: raw mode stays when a second Ctrl-C kills. True if a SIGINT came
 * meanwhile, and has broken the script. One that comes when the script is over is lost by `vm`, while it waits for its thread: about 0.3 ms, and longer on
 * a busy machine.
 */
export function putBackSigint(): boolean {
  try {
    process.getBuiltinModule('node:vm').runInThisContext('1', { breakOnSigint: true });
    return false;
  } catch (error) {
    return isBreak(error);
  }
}

/**
 * Whether somebody may have used stdout or stderr, which take 2 ms to create. Reads the list of modules that Node has loaded. Gone, or empty:
 * somebody may have.
 */
export function mayHaveOutput(): boolean {
  const { moduleLoadList: loaded } = process as { moduleLoadList?: string[] };
  return !loaded?.length || ['tty', 'net', 'internal/fs/sync_write_stream'].some((name) => loaded.includes(`NativeModule ${name}`));
}

/** Whether `breakOnSigint` has thrown this. */
export function isBreak(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED';
}

/** The signals that were ignored when the process started, one bit for each from SIGHUP on. If the system does not say, none was. */
export const ignoredSignals = tolerant((): bigint => {
  const status = process.getBuiltinModule('node:fs').readFileSync('/proc/self/status', 'utf8');
  return BigInt(`0x${/^SigIgn:\s*(\w+)/m.exec(status)![1]}`);
}, 0n);

const classOf = tolerant((value: object) => `#<${value.constructor.name || 'Object'}>`, '#<Object>');
const tagOf = tolerant((value: object) => Object.prototype.toString.call(value), '');

/** How V8 may print a value. It prints an object, unless that is an error, without running the object's code. */
function wordsFor(value: unknown): string[] {
  const isObject = typeof value === 'object' && value !== null && !(value instanceof Error);
  return isObject ? [classOf(value), tagOf(value)] : [String(value)];
}

/**
 * Whether this is the error that Node creates for a rejection whose reason was no error, or had no stack. Its message ends with V8's words for that
 * reason. Gone: an error like any other.
 */
export const standsFor = tolerant((error: unknown, reason: unknown): boolean => {
  const { code, message } = Object(error) as Partial<NodeJS.ErrnoException>;
  return code === 'ERR_UNHANDLED_REJECTION' && wordsFor(reason).some((words) => message!.endsWith(`"${words}".`));
}, false);

/** Whether a stream has failed, in whatever way and whenever. Gone: as far as one can see, it has not. */
export function hasFailed(stream: object): boolean {
  return (stream as { _writableState?: { errorEmitted?: boolean } })._writableState?.errorEmitted === true;
}

/**
 * Adds a listener to the process without the warning about too many listeners: the others belong to the program, which has not added this one. The
 * limit is then as it was. But a limit that is set, even to the same number, no longer follows `EventEmitter.defaultMaxListeners`. Gone: it does not
 * follow. (Bun keeps the limit elsewhere, and never warns.)
 */
export function quietly<T>(add: () => T): T {
  const most = process.getMaxListeners();
  const own = Object.getOwnPropertyDescriptor(process, '_maxListeners');
  process.setMaxListeners(0);
  try {
    return add();
  } finally {
    process.setMaxListeners(most);
    if (own) Object.defineProperty(process, '_maxListeners', own);
  }
}

/** What all copies of the package signal-exit share, for version 3 and for version 4. */
interface Emitter {
  /** The number of copies: each has one listener per signal. */
  readonly count?: number;
  readonly emitted?: Record<string, boolean>;
  emit?(event: string, code: null, signal: string): unknown;
}

const third = (): Emitter | undefined => (process as { __signal_exit_emitter__?: Emitter }).__signal_exit_emitter__;
const fourth = (): Emitter | undefined => (globalThis as { [key: symbol]: Emitter | undefined })[Symbol.for('signal-exit emitter')];

/** How many copies of signal-exit listen. Gone: none, and the process exits with 128 + n, as it does beside any listener. */
export function signalExitCopies(): number {
  return (third()?.count ?? 0) + (fourth()?.count ?? 0);
}

/** A signal that signal-exit listens for, and hardly anybody else. */
const ITS_OWN = 'SIGVTALRM';

/** Whether it is a listener of signal-exit: a new function for each signal, always with the same text. Gone: as above. */
export function isOfSignalExit(listener: object): boolean {
  return process.listeners(ITS_OWN).some((own) => String(own) === String(listener));
}

/** Runs the callbacks of signal-exit, each once; true if one has said that the signal is handled. Gone: none runs. */
export function emitSignalExit(signal: string): boolean {
  const isHandled = fourth()?.emit?.('exit', null, signal) === true;
  const old = third();
  for (const event of ['exit', 'afterexit']) {
    if (!old?.emitted || old.emitted[event]) continue;
    old.emitted[event] = true;
    old.emit?.(event, null, signal);
  }
  return isHandled;
}
