/**
 * Cleanups that are called from the `'exit'` event when the process exits before they have begun. What is synchronous in them happens.
 */
import { quietly } from './internals.ts';
import { branded } from './neighbours.ts';
import { process } from '../platform/builtins.ts';

const pending = new Set<{ readonly run: () => unknown }>();

/** Somebody may have removed all listeners. */
export function runAtExit(cleanup: { readonly run: () => unknown }): void {
  if (!process.listeners('exit').includes(onExit)) quietly(() => process.on('exit', onExit));
  pending.add(cleanup);
}

/** It begins; false when it has, at exit. */
export function forgetAtExit(cleanup: { readonly run: () => unknown }): boolean {
  const isPending = pending.delete(cleanup);
  if (pending.size === 0) process.off('exit', onExit);
  return isPending;
}

/** Also what is added meanwhile. What one throws, now or later, changes nothing. */
const onExit = branded('uncaught', () => {
  const { exitCode } = process;
  for (let cleanup; (cleanup = [...pending].at(-1)); ) {
    pending.delete(cleanup);
    try {
      void Promise.resolve(cleanup.run()).then(undefined, () => {});
    } catch {
      // told by nobody: the process exits with what it exits with
    }
  }
  process.exitCode = exitCode;
});
