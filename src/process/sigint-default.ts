import { prepareToPutBackSigint, putBackSigint } from './internals.ts';
import { process, signalSelf } from '../platform/builtins.ts';
import { RUNTIME } from '../platform/platform.ts';

let terminal: boolean | undefined;

/** Not so for /dev/null, which spares loading `node:tty`. */
function mayBeTerminal(): boolean {
  const { fstatSync, statSync } = process.getBuiltinModule('node:fs');
  if (RUNTIME === 'deno') return true; // which asks its user for the permission to look
  const input = fstatSync(0);
  try {
    return input.isCharacterDevice() && input.rdev !== statSync('/dev/null').rdev;
  } catch {
    return true; // not to be asked, under the permission model
  }
}

/** Whether standard input is a terminal: asked once. */
export function onTerminal(): boolean {
  try {
    return (terminal ??= mayBeTerminal() && process.getBuiltinModule('node:tty').isatty(0));
  } catch {
    return (terminal = false); // standard input is closed
  }
}

/** Does what takes time, so that {@link restoreSigint} does not, at a moment when each microsecond may lose a signal. */
export function prepareSigintDefault(): void {
  if (onTerminal()) prepareToPutBackSigint();
}

/**
 * Puts back Node's own SIGINT handler, the one that takes the terminal out of raw mode before it dies. Taking the last listener off
 * leaves the system's default instead. Where somebody listens to SIGINT, all listeners are put on anew.
 *
 * A SIGINT that comes in the 0.1 ms that this takes breaks the script instead of killing; it is sent once more.
 */
export function restoreSigint(): void {
  if (RUNTIME !== 'node') return;
  renew(() => {
    if (putBackSigint()) signalSelf('SIGINT');
  });
}

let renew = (run: () => void): void => run();

/** Whoever listens to SIGINT is to know when its listener is put on anew: that is another handle. */
export function renewWith(wrapper: (run: () => void) => void): void {
  renew = wrapper;
}
