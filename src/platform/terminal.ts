import { process } from './builtins.ts';
import { RUNTIME } from './platform.ts';
import { tolerant } from './tolerant.ts';

let terminal: boolean | undefined;

/** Whether standard input may be a terminal: a device that is not /dev/null. Loading `node:tty`, which knows, takes a millisecond. Asked once. */
export function onTerminal(): boolean {
  return (terminal ??= looksLikeTerminal());
}

const looksLikeTerminal = tolerant((): boolean => {
  if (RUNTIME === 'deno') return process.getBuiltinModule('node:tty').isatty(0); // which asks its user for the permission to look at a file
  const input = process.getBuiltinModule('node:fs').fstatSync(0);
  return input.isCharacterDevice() && input.rdev !== rdevOfNull();
}, false);

const rdevOfNull = tolerant(() => process.getBuiltinModule('node:fs').statSync('/dev/null').rdev, -1); // not to be asked, under the permission model
