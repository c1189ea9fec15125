/**
 * A second Ctrl-C kills also where the event loop is blocked: when all who hear SIGINT are to let it go at some time, the watchdog lets it
 * go for them should they be late. Somebody else who listens to SIGINT, from before or from the cleanup on, keeps it as long as they do.
 */
import { isHeardByOthers, roleOf } from './neighbours.ts';
import { process } from '../platform/builtins.ts';
import { RUNTIME } from '../platform/platform.ts';
import { restoreSigint } from './sigint-default.ts';
import { giveSigintBackAt, isSigintGuarded, takeSigintBack } from './watchdog.ts';

/** When SIGINT is to be let go of, on the clock of this package; Infinity: it need not be. */
let due = Infinity;
/** It was guarded when somebody new of ours came to hear it, which ended that. It is to be guarded again when that one leaves. */
let isDue = false;
/** Listeners come off and on again that stay. */
let isPaused = false;

/** From `at` on a blocked main thread does not keep SIGINT. Infinity: somebody keeps it. */
export function guardSigint(at: number): void {
  if (RUNTIME !== 'node' || at === Infinity) return;
  isDue = false;
  if (due === Infinity) process.on('newListener', onNewListener).on('removeListener', onRemoveListener);
  due = at;
  arm();
}

export function isGuardDue(): boolean {
  return isDue;
}

/** Somebody new hears SIGINT. True when the listener is deaf, because the watchdog has given SIGINT back. */
export function noteGuard(): boolean {
  isDue ||= due !== Infinity;
  return stop();
}

/** Nobody hears SIGINT any more. True when the watchdog has given it back. */
export function endGuard(): boolean {
  isDue = false;
  return stop();
}

/** While it runs, listeners that come and go change nothing. */
export function pauseGuard<T>(run: () => T): T {
  isPaused = true;
  try {
    return run();
  } finally {
    isPaused = false;
  }
}

function arm(): void {
  if (!isHeardByOthers('SIGINT')) giveSigintBackAt(due);
}

function stop(): boolean {
  if (due === Infinity) return false;
  due = Infinity;
  process.off('newListener', onNewListener).off('removeListener', onRemoveListener);
  return takeSigintBack();
}

function onNewListener(name: string | symbol, listener: unknown): void {
  if (name === 'SIGINT' && !isPaused && roleOf(listener) === undefined && takeSigintBack()) restoreSigint();
}

/** Somebody else's may have been the last. */
function onRemoveListener(name: string | symbol): void {
  if (name === 'SIGINT' && !isPaused && !isSigintGuarded()) arm();
}
