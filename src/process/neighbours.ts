/**
 * Two copies of this package in one process share neither code nor state. They recognise each other's errors and listeners by this symbol alone. What
 * it holds never changes once it is set.
 *
 * Tried and rejected: one registry on `globalThis` that every copy edits. An older copy broke it for a newer one at once.
 */
import { BRAND } from '../platform/brand.ts';
import { process } from '../platform/builtins.ts';

/**
 * What a branded listener is for; or a function that answers the questions of other copies. The listener for uncaught errors answers whether an error
 * waits for a scope of its copy. The one for running out of work answers whether its copy has a scope to close.
 */
export type Role = 'signal' | 'uncaught' | 'ending' | ((about: any) => boolean);

export function branded<F extends (...args: never[]) => unknown>(role: Role, listener: F): F {
  return Object.assign(listener, { [BRAND]: role });
}

/** Whether anybody listens who is not a copy of this package. */
export function isHeardByOthers(event: string): boolean {
  return process.listeners(event as 'exit').some((listener) => roleOf(listener) === undefined);
}

export function roleOf(listener: unknown): Role | undefined {
  return (listener as { [BRAND]?: Role })[BRAND];
}

/** Asks all copies that listen for this event, including this one. True if one says yes. */
export function anyCopySays(event: string, about: unknown): boolean {
  const roles = process.listeners(event as 'exit').map(roleOf);
  return roles.filter((role) => typeof role === 'function' && role(about)).length > 0;
}
