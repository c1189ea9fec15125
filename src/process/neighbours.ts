/**
 * Two copies of this package in one process share neither code nor state. They recognise each other's errors and
 * listeners by this symbol alone, and what it leads to never changes once it is there.
 *
 * Tried and rejected: one registry on `globalThis` that every copy edits. An older copy broke it for a newer one at once.
 */
import { BRAND } from '../platform/brand.ts';
import { process } from '../platform/builtins.ts';

/**
 * What a branded listener is for, or how it answers what copies ask each other: one for uncaught errors, whether an error waits for a scope of
 * its copy; one for running out of work, whether its copy has a scope to close.
 */
export type Role = 'signal' | 'uncaught' | 'ending' | ((about: any) => boolean);

export function branded<F extends (...args: never[]) => unknown>(role: Role, listener: F): F {
  return Object.assign(listener, { [BRAND]: role });
}

/** Whether somebody listens who is no copy of this package. */
export function isHeardByOthers(event: string): boolean {
  return process.listeners(event as 'exit').some((listener) => roleOf(listener) === undefined);
}

export function roleOf(listener: unknown): Role | undefined {
  return (listener as { [BRAND]?: Role })[BRAND];
}

/** Asks all copies, this one as well, that listen to this: true when one of them says so. */
export function anyCopySays(event: string, about: unknown): boolean {
  const roles = process.listeners(event as 'exit').map(roleOf);
  return roles.filter((role) => typeof role === 'function' && role(about)).length > 0;
}
