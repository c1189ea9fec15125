/* What this process does to itself, as it was when the package was loaded. */
import { process } from './builtins.ts';

export const { exit, platform } = process;
const { kill } = process;
let pid: number | undefined;

/** As of the first call, whatever a test pretends later. Not as of loading, which may have happened in a startup snapshot. */
export function ownPid(): number {
  return (pid ??= process.pid);
}

/** Sends this process a signal, even if a test has replaced `process.kill`. */
export function signalSelf(name: string): void {
  kill(ownPid(), name);
}
