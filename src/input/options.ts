import { didYouMean } from './closest.ts';
import { describe } from './describe.ts';

type Check = (value: unknown, received: () => string) => Error | undefined;

const MAX_MS = 2 ** 31 - 1;

/** A time in milliseconds: a whole number that a timer can hold. */
export const milliseconds: Check = (value, received) => {
  if (typeof value !== 'number') return new TypeError(`a number of milliseconds, ${received()}`);
  const isWhole = Number.isInteger(value) && value >= 0 && value <= MAX_MS;
  return isWhole ? undefined : new RangeError(`a whole number of milliseconds from 0 to ${MAX_MS}, ${received()}`);
};

export const flag: Check = (value, received) =>
  typeof value === 'boolean' ? undefined : new TypeError(`a boolean, ${received()}`);

export const callback: Check = (value, received) =>
  typeof value === 'function' ? undefined : new TypeError(`a function, ${received()}`);

/** Any AbortSignal, also another realm's. */
export const abortSignal: Check = (value, received) => {
  const { aborted, addEventListener } = (Object(value) ?? {}) as Partial<AbortSignal>;
  const isSignal = typeof aborted === 'boolean' && typeof addEventListener === 'function';
  return isSignal ? undefined : new TypeError(`an AbortSignal, ${received()}`);
};

/** Throws for anything but an object whose options are all known and right; one that is `undefined` is left out. */
export function checkOptions(caller: string, options: object | undefined, checks: Record<string, Check>): void {
  if (options === undefined) return;
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`${caller} expected an object of options, received ${describe(options)}`);
  }
  for (const name of Object.keys(options)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    const value = (options as Record<string, unknown>)[name];
    if (check === undefined) {
      const known = Object.keys(checks);
      throw new TypeError(`${caller} expected the options ${known.join(', ')}, received '${name}' with ${describe(value)}${didYouMean(name, known)}`);
    }
    const error = value === undefined ? undefined : check(value, () => `received ${describe(value)}`);
    if (error) {
      error.message = `${caller} expected the option '${name}' to be ${error.message}`;
      throw error;
    }
  }
}
