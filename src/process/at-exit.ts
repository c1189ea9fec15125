/**
 * Cleanups that are called from the `'exit'` event when the process exits before they have begun. What is synchronous in them happens.
 */
import { quietly } from './internals.ts';
import { branded } from './neighbours.ts';
import { process } from '../platform/builtins.ts';

const pending = new Set<{ readonly run: () => unknown }>();

export function runAtExit(cleanup: { readonly run: () => unknown }): void {
  if (pending.size === 0) quietly(() => process.on('exit', onExit));
  pending.add(cleanup);
}

/** It has begun. */
export function forgetAtExit(cleanup: { readonly run: () => unknown }): void {
  if (pending.delete(cleanup) && pending.size === 0) process.off('exit', onExit);
}

/** What one throws, now or later, changes nothing. */
const onExit = branded('uncaught', () => {
  const { exitCode } = process;
  for (const cleanup of [...pending].reverse()) {
    if (!pending.delete(cleanup)) continue;
    try {
      void Promise.resolve(cleanup.run()).then(undefined, () => {});
    } catch {
      // told by nobody: the process exits with what it exits with
    }
  }
  process.exitCode = exitCode;
});
