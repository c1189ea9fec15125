/**
 * Who has SIGINT now? One of four states:
 *
 * - theirs: nobody of ours hears it;
 * - ours: somebody of ours does;
 * - ours until t: everyone of ours who hears it releases it at t, when their windows are over, so that a second Ctrl-C kills;
 * - given back: t has passed, or the event loop has been stuck for a second and a capture asks for that, and the watchdog has given SIGINT back. Our
 *   listener is deaf until it is added again: by {@link acquire}, or by the next beat of the heart.
 *
 * Somebody else's listener keeps SIGINT as long as it is there. On Bun and Deno SIGINT is never given back.
 *
 * Tried and rejected: a thread that hears SIGINT itself. It took four levels of `breakOnSigint`, a handover to the main thread's computation, and a
 * `process.listenerCount` that lied to `vm`.
 */
import { process, clearInterval, setInterval } from '../platform/builtins.ts';
import { signalSelf } from '../platform/self.ts';
import { RUNTIME } from '../platform/platform.ts';
import { onTerminal } from '../platform/terminal.ts';
import { putOnAnew, type Listening } from './exact-closing.ts';
import { whenSignalsAreIn } from './in-flight.ts';
import { putBackSigint } from './internals.ts';
import { isHeardByOthers, roleOf } from './neighbours.ts';
import { beat, BEAT_MS, hasGivenSigintBack, letGiveSigintBack, prepareThread, takeSigintBack } from './watchdog.ts';

export interface SigintListening extends Listening {
  /** Delivers it; false if nobody hears it. */
  hear(): boolean;
}

const sigint = {
  /** Ours; `undefined`: theirs. */
  listening: undefined as SigintListening | undefined,
  /** When everyone who hears it releases it, on the clock of this package. Infinity: somebody never does. */
  until: Infinity,
  /** How many captures ask for the heartbeat. */
  watches: 0,
  heart: undefined as NodeJS.Timeout | undefined,
  /** The listeners are removed for a moment, to be added again. */
  isSuspended: false,
  /** `vm` has had it at some time. */
  wasSuspended: false,
  followsListeners: false,
};

/** One more of ours hears it, and keeps it until told otherwise. Call this before the listener is added, if it has to be. */
export function acquire(listening: SigintListening): void {
  if (RUNTIME === 'node') prepareThread();
  sigint.listening = listening;
  sigint.until = Infinity;
  reclaim();
}

/** From `at` on nobody of ours keeps it, even if the event loop is blocked. Infinity: somebody does. */
export function releaseAt(at: number): void {
  if (at === Infinity) return;
  sigint.until = at;
  tellWatchdog();
}

/** Nobody of ours hears it any more. Call this after the listener is removed, since this takes longer. */
export function release(): void {
  Object.assign(sigint, { listening: undefined, until: Infinity });
  const isDeaf = takeSigintBack();
  tellWatchdog();
  if (sigint.wasSuspended) leaveToSystemOnBun();
  if (process.listenerCount('SIGINT') > 0) {
    if (isDeaf) renew(); // of another copy
  } else if (RUNTIME === 'node' && onTerminal() && putBackSigint()) signalSelf('SIGINT');
}

/** After `breakOnSigint`, SIGINT goes back to the system there only if a listener is added and removed once more. */
export function leaveToSystemOnBun(): void {
  if (RUNTIME !== 'bun' || process.listenerCount('SIGINT') > 0) return;
  const nobody = (): void => {};
  process.on('SIGINT', nobody);
  process.off('SIGINT', nobody);
}

/**
 * Gives SIGINT back while the event loop has been stuck for a second. Call the returned function when signals are in, to stop that; a second call
 * does nothing.
 */
export function watchSigint(): () => void {
  if (RUNTIME !== 'node') return () => {};
  if (sigint.watches++ === 0) sigint.heart = setInterval(onBeat, BEAT_MS).unref();
  tellWatchdog();
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    if (--sigint.watches === 0) clearInterval(sigint.heart);
    tellWatchdog();
  };
}

/** What was caught before SIGINT was given back has to be dispatched first, because the listeners are removed for a moment. */
function onBeat(): void {
  beat();
  if (hasGivenSigintBack()) whenSignalsAreIn(reclaim);
}

/** Runs `vm`, which removes all listeners and adds them again. SIGINT is not given back meanwhile: it breaks what runs. */
export function whileVmHasSigint<T>(run: () => T): T {
  const { listening } = sigint;
  takeSigintBack();
  sigint.isSuspended = sigint.wasSuspended = true;
  try {
    return run();
  } finally {
    sigint.isSuspended = false;
    if (listening) listening.handle = undefined; // it is another one now, and its id is unknown
    tellWatchdog();
  }
}

export const isSuspended = (): boolean => sigint.isSuspended;

/** If it was given back, it is captured again, for at least one more second. */
function reclaim(): void {
  if (takeSigintBack()) renew();
  beat();
  tellWatchdog();
}

/** If the handle that went had a signal in it, and nobody hears that, the signal does what it did before. */
function renew(): void {
  const { listening } = sigint;
  sigint.isSuspended = true;
  putOnAnew('SIGINT', listening, (caught) => caught.length > 0 && (listening!.hear() || signalSelf('SIGINT')));
  sigint.isSuspended = false;
}

function tellWatchdog(): void {
  if (RUNTIME !== 'node') return;
  const isWatched = sigint.listening !== undefined && sigint.watches > 0;
  const wantsIt = isWatched || sigint.until !== Infinity;
  if (wantsIt !== sigint.followsListeners) {
    sigint.followsListeners = wantsIt;
    if (wantsIt) process.on('newListener', onNewListener).on('removeListener', onRemoveListener);
    else process.off('newListener', onNewListener).off('removeListener', onRemoveListener);
  }
  const mayGive = wantsIt && !isHeardByOthers('SIGINT');
  letGiveSigintBack(mayGive ? sigint.until : Infinity, mayGive && isWatched);
}

/** Somebody else's listener was added, and keeps SIGINT. */
function onNewListener(name: string | symbol, listener: unknown): void {
  if (name === 'SIGINT' && !sigint.isSuspended && roleOf(listener) === undefined && takeSigintBack()) renew();
}

/** Somebody else's listener was removed, perhaps their last. */
function onRemoveListener(name: string | symbol): void {
  if (name === 'SIGINT' && !sigint.isSuspended) tellWatchdog();
}
