/**
 * Cleanups that are called from the `'exit'` event if the process exits before they have begun. Only their synchronous part runs.
 */
import { quietly } from './internals.ts';
import { branded } from './neighbours.ts';
import { process } from '../platform/builtins.ts';

const pending = new Set<{ readonly run: () => unknown }>();

/** Adds our listener again if somebody has removed all. */
export function runAtExit(cleanup: { readonly run: () => unknown }): void {
  if (!process.listeners('exit').includes(onExit)) quietly(() => process.on('exit', onExit));
  pending.add(cleanup);
}

/** It begins. False if it already has, at exit. */
export function forgetAtExit(cleanup: { readonly run: () => unknown }): boolean {
  const isPending = pending.delete(cleanup);
  if (pending.size === 0) process.off('exit', onExit);
  return isPending;
}

/** Also runs what is added meanwhile. Whatever a cleanup throws, now or later, changes nothing. */
const onExit = branded('uncaught', () => {
  const { exitCode } = process;
  for (let cleanup; (cleanup = [...pending].at(-1)); ) {
    pending.delete(cleanup);
    try {
      void Promise.resolve(cleanup.run()).then(undefined, () => {});
    } catch {
      // nobody reports it: the exit code stays
    }
  }
  process.exitCode = exitCode;
});
