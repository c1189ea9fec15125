/**
 * Signals that were ignored when the process started, as under `nohup` or `sh -c 'x &'`. Node resets them when it starts. Bun and Deno leave them
 * ignored, until a listener is added and removed: then a listener that does nothing ignores them again.
 */
import { ignoredSignals } from './internals.ts';
import { branded } from './neighbours.ts';
import { process } from '../platform/builtins.ts';
import { RUNTIME } from '../platform/platform.ts';
import { signalNumber, type SignalName } from '../interrupts/names.ts';

let ignored: bigint | undefined;
const ignore = branded('signal', () => {});

/** To be called before the first listener is added. */
export function noteIgnored(): void {
  if (RUNTIME !== 'node') ignored ??= ignoredSignals();
}

/** Our listener for this signal was removed. */
export function ignoreAgain(name: SignalName): void {
  if (!ignored || process.listenerCount(name) > 0) return;
  if ((ignored >> BigInt(signalNumber(name)! - 1)) & 1n) process.on(name, ignore);
}
