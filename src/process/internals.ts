/**
 * The only file of this bundle that reads what a runtime, or another package, does not promise. Each function says what it reads, and what becomes of
 * a program where that is gone: what a runtime gives it that never had it. Never is a signal sent that nobody sent. `spec/internals.spec.ts` has a
 * row for each.
 *
 * What the watchdog's thread reads stands in its program: what {@link putBackSigint} reads. Without it a blocked event loop keeps SIGINT, as on Bun and
 * Deno.
 */
import type { AsyncHook } from 'node:async_hooks';
import { AsyncResource } from '../platform/async-hooks.ts';
import { channel, process } from '../platform/builtins.ts';
import { RUNTIME } from '../platform/platform.ts';
import { tolerant } from '../platform/tolerant.ts';

/**
 * Whether this is the main thread, by what Node puts in the place of `process.abort` in a worker: another function, with a mark. One of the two gone: the module
 * is asked that knows, as on Bun and Deno. Loading it takes a millisecond and a half.
 */
export function isMainThread(): boolean {
  const { name, disabled } = process.abort as { name?: string; disabled?: boolean };
  return (RUNTIME === 'node' && name === 'abort' && disabled === undefined) || process.getBuiltinModule('node:worker_threads').isMainThread;
}

/** Takes the next id: those of asynchronous resources are consecutive. */
export function nextId(): number {
  return new AsyncResource('SignalCapture', { requireManualDestroy: true }).emitDestroy().asyncId();
}

/** The id of the one resource that was made since {@link nextId} gave this one; else `undefined`: a signal in a handle that closes is lost, as on Bun. */
export function madeSince(id: number): number | undefined {
  return nextId() === id + 2 ? id + 1 : undefined;
}

/** Calls back with the id of each handle that goes, which Node's page advises against using. Gone: none is told of, and then nothing is known. */
export const hookDestroy = tolerant((destroy: (id: number) => void): AsyncHook | undefined => {
  return process.getBuiltinModule('node:async_hooks').createHook({ destroy });
}, undefined);

/**
 * The signals that `AbortSignal.any` has made of this one, in a set behind a symbol of Node's; since Node 24.21 those that somebody listens to. Gone, and
 * elsewhere: `undefined`, and whoever has taken a signal counts as told.
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

/** By a probe, at the first need. */
const symbolOfDependents = tolerant((): symbol | undefined => {
  const { signal } = new AbortController();
  const dependent = AbortSignal.any([signal]);
  dependent.onabort = () => {};
  const symbol = Object.getOwnPropertySymbols(signal).find(({ description }) => description === 'kDependantSignals');
  return symbol && derefAll((signal as unknown as Record<symbol, Dependents>)[symbol]!).includes(dependent) ? symbol : undefined;
}, undefined);

/** Whether it is what `onabort = null` leaves. Gone: it counts as a listener. */
export function isEmptyHandler(listener: unknown): boolean {
  return (listener as { handler?: unknown }).handler === null;
}

const [created, sent, failed] = ['undici:request:create', 'undici:client:sendHeaders', 'undici:request:error'].map((name) => channel(name));
/** Those of `fetch` that have not been sent. They are followed while there are signals that one may have been given. */
const requests = {
  unsent: new Set<unknown>(),
  /** By how many. */
  followed: 0,
  /** The channels have spoken since. */
  areToldOf: false,
};

const requestOf = (message: unknown): unknown => (message as { request: unknown }).request;
const onCreated = (message: unknown): void => {
  requests.areToldOf = true;
  requests.unsent.add(requestOf(message));
};
const onSent = (message: unknown): void => void requests.unsent.delete(requestOf(message));

/** Follows what undici's channels tell of the requests of `fetch`, until {@link unfollowRequests} was called as often. */
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
 * Whether a listener is that of a `fetch`, which stays when that has ended: by its name and text, and only where the channels have told of a request,
 * so that {@link isFetchTold} can say whether it has ended. Gone: it is a listener like others.
 */
export function isOfFetch(listener: unknown): boolean {
  return requests.areToldOf && typeof listener === 'function' && listener.name === 'abort' && String(listener).includes('acRef.deref()');
}

/** Runs what aborts with this reason; true when a `fetch` that was under way was told. While one has not been sent its failure is not told of: then any counts. */
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
 * Puts back Node's own SIGINT handler, which `breakOnSigint` leaves behind. Gone: raw mode stays when a second Ctrl-C kills. True when a SIGINT came
 * meanwhile, and has broken the script.
 */
export function putBackSigint(): boolean {
  try {
    process.getBuiltinModule('node:vm').runInThisContext('1', { breakOnSigint: true });
    return false;
  } catch (error) {
    return isBreak(error);
  }
}

/** Whether somebody may have asked for stdout or stderr, which takes 2 ms to make: by the list of what Node has loaded. Gone, or empty: somebody may. */
export function mayHaveOutput(): boolean {
  const { moduleLoadList: loaded } = process as { moduleLoadList?: string[] };
  return !loaded?.length || ['tty', 'net', 'internal/fs/sync_write_stream'].some((name) => loaded.includes(`NativeModule ${name}`));
}

/** Whether `breakOnSigint` has thrown this. */
export function isBreak(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED';
}

/** The signals that were ignored when the process began, a bit for each from SIGHUP on. Where the system does not tell, none was. */
export const ignoredSignals = tolerant((): bigint => {
  const status = process.getBuiltinModule('node:fs').readFileSync('/proc/self/status', 'utf8');
  return BigInt(`0x${/^SigIgn:\s*(\w+)/m.exec(status)![1]}`);
}, 0n);

const classOf = tolerant((value: object) => `#<${value.constructor.name || 'Object'}>`, '#<Object>');
const tagOf = tolerant((value: object) => Object.prototype.toString.call(value), '');

/** How V8 may tell of a value: of an object, but for an error, without running its code. */
function wordsFor(value: unknown): string[] {
  const isObject = typeof value === 'object' && value !== null && !(value instanceof Error);
  return isObject ? [classOf(value), tagOf(value)] : [String(value)];
}

/**
 * Whether Node has made an error of a rejection with this, which was no error, or had no stack: it tells so in words, with V8's for the value. Gone: an
 * error as ever.
 */
export const standsFor = tolerant((error: unknown, reason: unknown): boolean => {
  const { code, message } = Object(error) as Partial<NodeJS.ErrnoException>;
  return code === 'ERR_UNHANDLED_REJECTION' && wordsFor(reason).some((words) => message!.endsWith(`"${words}".`));
}, false);

/** Whether a stream has failed, in whatever way and whenever. Gone: not as far as one can see. */
export function hasFailed(stream: object): boolean {
  return (stream as { _writableState?: { errorEmitted?: boolean } })._writableState?.errorEmitted === true;
}

/**
 * Adds a listener to the process without the warning that there are many: the others are the program's own, which has not added this one. The limit is
 * then as it was: one that is set, also to the same number, no longer follows `EventEmitter.defaultMaxListeners`. Gone: it does not. (Bun keeps it elsewhere, and
 * never warns.)
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

/** What the copies of the package signal-exit share, of version 3 and of version 4. */
interface Emitter {
  /** How many they are: each has one listener for a signal. */
  readonly count?: number;
  readonly emitted?: Record<string, boolean>;
  emit?(event: string, code: null, signal: string): unknown;
}

const third = (): Emitter | undefined => (process as { __signal_exit_emitter__?: Emitter }).__signal_exit_emitter__;
const fourth = (): Emitter | undefined => (globalThis as { [key: symbol]: Emitter | undefined })[Symbol.for('signal-exit emitter')];

/** How many copies of signal-exit listen. Gone: none, and the process exits with 128 + n, as beside any listener. */
export function signalExitCopies(): number {
  return (third()?.count ?? 0) + (fourth()?.count ?? 0);
}

/** One that it listens to, and hardly anybody else. */
const ITS_OWN = 'SIGVTALRM';

/** Whether it is a listener of signal-exit: a new function for each signal, always of the same text. Gone: as above. */
export function isOfSignalExit(listener: object): boolean {
  return process.listeners(ITS_OWN).some((own) => String(own) === String(listener));
}

/** Runs the callbacks of signal-exit, each once; true when one has said that the signal is handled. Gone: none runs. */
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
