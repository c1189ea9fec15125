/**
 * A second Ctrl-C kills also where the event loop is blocked: when all who hear SIGINT are to let it go at some time, the watchdog lets it
 * go for them should they be late. Somebody else who listens to SIGINT, from before or from the cleanup on, keeps it.
 */
import { isHeardByOthers, roleOf } from '../runtime/brand.ts';
import { restoreSigint } from './sigint-default.ts';
import { giveSigintBackAt, isSigintGuarded, takeSigintBack } from './watchdog.ts';

/** It was guarded when somebody new came to hear it, which ended that. It is to be guarded again when that one leaves. */
let isDue = false;

/** From `at` on, on the clock of this package, a blocked main thread does not keep SIGINT. Infinity: somebody keeps it. */
export function guardSigint(at: number): void {
  if (at === Infinity || isHeardByOthers('SIGINT')) return;
  isDue = false;
  const was = isSigintGuarded();
  giveSigintBackAt(at); // which only Node can
  if (!was && isSigintGuarded()) process.on('newListener', onNewListener);
}

export function isGuardDue(): boolean {
  return isDue;
}

/** Somebody new hears SIGINT. True when the listener is deaf, because the watchdog has given SIGINT back. */
export function noteGuard(): boolean {
  isDue ||= isSigintGuarded();
  return stop();
}

/** Nobody hears SIGINT any more. True when the watchdog has given it back. */
export function endGuard(): boolean {
  isDue = false;
  return stop();
}

function stop(): boolean {
  if (!isSigintGuarded()) return false;
  process.off('newListener', onNewListener);
  return takeSigintBack();
}

function onNewListener(name: string | symbol, listener: unknown): void {
  if (name === 'SIGINT' && roleOf(listener) === undefined && endGuard()) restoreSigint();
}
