/**
 * Signals that were ignored when the process began, as under `nohup` or `sh -c 'x &'`. Node resets them at its start. Bun and Deno
 * leave them ignored, until a listener comes and goes: then they are ignored once more, by a listener that does nothing.
 */
import { ignoredSignals } from './internals.ts';
import { branded } from './neighbours.ts';
import { process } from '../platform/builtins.ts';
import { RUNTIME } from '../platform/platform.ts';
import { signalNumber, type SignalName } from '../interrupts/names.ts';

let ignored: bigint | undefined;
const ignore = branded('signal', () => {});

/** To be called before the first listener is put on. */
export function noteIgnored(): void {
  if (RUNTIME !== 'node') ignored ??= ignoredSignals();
}

/** Our listener for this signal has come off. */
export function ignoreAgain(name: SignalName): void {
  if (!ignored || process.listenerCount(name) > 0) return;
  if ((ignored >> BigInt(signalNumber(name)! - 1)) & 1n) process.on(name, ignore);
}
