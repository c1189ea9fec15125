/**
 * Whose is SIGINT now? One of four:
 *
 * - theirs: nobody of ours hears it;
 * - ours: somebody does;
 * - ours until t: all who hear it let it go at t, when their windows are over, so that a second Ctrl-C kills;
 * - given back: t was over, or the event loop has been stuck for a second where a capture asks for that, and the watchdog has let go of it. Our listener
 *   is deaf until it is put on anew, which {@link acquire} does, and the next beat of the heart.
 *
 * Who listens and is not of ours keeps SIGINT as long as they do. On Bun and Deno it is never given back.
 *
 * Tried and rejected: a thread that hears SIGINT itself. It took four levels of `breakOnSigint`, a handover to what the main thread computes, and a
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
  /** Tells who hears it; false when nobody does. */
  hear(): boolean;
}

const sigint = {
  /** Ours; `undefined`: theirs. */
  listening: undefined as SigintListening | undefined,
  /** When all who hear it let it go, on the clock of this package; Infinity: somebody does not. */
  until: Infinity,
  /** How many captures ask for the heartbeat. */
  watches: 0,
  heart: undefined as NodeJS.Timeout | undefined,
  /** The listeners are off, to be put on again. */
  isSuspended: false,
  /** `vm` has had it. */
  wasSuspended: false,
  followsListeners: false,
};

/** Somebody of ours comes to hear it, the first or one more, who keeps it until told otherwise. Before the listener is put on, if that is to be. */
export function acquire(listening: SigintListening): void {
  if (RUNTIME === 'node' && !sigint.listening) prepareThread();
  sigint.listening = listening;
  sigint.until = Infinity;
  reclaim();
}

/** From `at` on nobody of ours keeps it, and a blocked event loop does not either. Infinity: somebody does. */
export function releaseAt(at: number): void {
  if (at === Infinity) return;
  sigint.until = at;
  tellWatchdog();
}

/** Nobody of ours hears it any more. After the listener is off, as this takes longer. */
export function release(): void {
  Object.assign(sigint, { listening: undefined, until: Infinity });
  const isDeaf = takeSigintBack();
  tellWatchdog();
  if (sigint.wasSuspended) leaveToSystemOnBun();
  if (process.listenerCount('SIGINT') > 0) {
    if (isDeaf) renew(); // of another copy
  } else if (RUNTIME === 'node' && onTerminal() && putBackSigint()) signalSelf('SIGINT');
}

/** After `breakOnSigint`, only another on/off pair leaves SIGINT to the system there. */
export function leaveToSystemOnBun(): void {
  if (RUNTIME !== 'bun' || process.listenerCount('SIGINT') > 0) return;
  const nobody = (): void => {};
  process.on('SIGINT', nobody);
  process.off('SIGINT', nobody);
}

/** While the event loop has been stuck for a second it is given back, until the returned function is called when signals are in; a second call does nothing. */
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

/** What had been caught before it was given back has to be dispatched first: the listeners go for a moment. */
function onBeat(): void {
  beat();
  if (hasGivenSigintBack()) whenSignalsAreIn(reclaim);
}

/** Runs `vm`, which takes all listeners off and puts them on again. It is not given back meanwhile: SIGINT breaks what runs. */
export function whileVmHasSigint<T>(run: () => T): T {
  const { listening } = sigint;
  takeSigintBack();
  sigint.isSuspended = sigint.wasSuspended = true;
  try {
    return run();
  } finally {
    sigint.isSuspended = false;
    if (listening) listening.handle = undefined; // another one, which nobody has told of
    tellWatchdog();
  }
}

export const isSuspended = (): boolean => sigint.isSuspended;

/** Where it was given back it is captured again, for a second more at the least. */
function reclaim(): void {
  if (takeSigintBack()) renew();
  beat();
  tellWatchdog();
}

/** What was in the handle that went, and nobody hears, does what it did before. */
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

/** Somebody else's comes, and keeps SIGINT. */
function onNewListener(name: string | symbol, listener: unknown): void {
  if (name === 'SIGINT' && !sigint.isSuspended && roleOf(listener) === undefined && takeSigintBack()) renew();
}

/** Somebody else's may have been the last. */
function onRemoveListener(name: string | symbol): void {
  if (name === 'SIGINT' && !sigint.isSuspended) tellWatchdog();
}
