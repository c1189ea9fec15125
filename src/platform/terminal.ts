import { process } from './builtins.ts';
import { RUNTIME } from './platform.ts';
import { tolerant } from './tolerant.ts';

/** The device number of /dev/null on Linux. Elsewhere it counts as a terminal, which costs a little. */
const NOTHING = 0x103;

let terminal: boolean | undefined;

/** Whether standard input may be a terminal, since it is a device. Checked once. Loading `node:tty`, which knows, takes a millisecond. */
export function onTerminal(): boolean {
  return (terminal ??= looksLikeTerminal());
}

const looksLikeTerminal = tolerant((): boolean => {
  if (RUNTIME === 'deno') return process.getBuiltinModule('node:tty').isatty(0); // `fstat` would ask the user for a permission there
  const input = process.getBuiltinModule('node:fs').fstatSync(0);
  return input.isCharacterDevice() && input.rdev !== NOTHING;
}, false);
