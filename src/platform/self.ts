/* What this process does to itself, as it was when the package was loaded. */
import { process } from './builtins.ts';

export const { exit, platform } = process;
const { kill } = process;
let pid: number | undefined;

/** That of the first call, whatever a test pretends later. Not that of the load, which may have been in a startup snapshot. */
export function ownPid(): number {
  return (pid ??= process.pid);
}

/** Sends this process a signal, also where a test has put a double in the place of `process.kill`. */
export function signalSelf(name: string): void {
  kill(ownPid(), name);
}
