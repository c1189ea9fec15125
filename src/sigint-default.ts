import { RUNTIME } from './runtime.ts';

let terminal: boolean | undefined;

function mayBeTerminal(): boolean {
  const { fstatSync, statSync } = process.getBuiltinModule('node:fs');
  const input = fstatSync(0);
  return input.isCharacterDevice() && input.rdev !== statSync('/dev/null').rdev;
}

/** Whether standard input is a terminal: asked once, and of `node:tty` (which is slow to load) only when it may be one. */
export function onTerminal(): boolean {
  try {
    return (terminal ??= mayBeTerminal() && process.getBuiltinModule('node:tty').isatty(0));
  } catch {
    return (terminal = false); // standard input is closed
  }
}

/**
 * Gives what puts back Node's own SIGINT handler, the one that takes the terminal out of raw mode before it dies. Taking the last
 * listener off leaves the system's default instead. Where others listen to SIGINT, their listeners are put on anew.
 *
 * To be made before the listener comes off, so that the moment in between is short. A SIGINT that comes in the 0.1 ms that restoring
 * takes breaks the script instead of killing; it is sent once more.
 */
export function sigintRestorer(): () => void {
  if (RUNTIME !== 'node') return () => {};
  const script = new (process.getBuiltinModule('node:vm').Script)('1');
  return () => {
    try {
      script.runInThisContext({ breakOnSigint: true });
    } catch {
      process.kill(process.pid, 'SIGINT');
    }
  };
}
