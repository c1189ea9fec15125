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

export const text: Check = (value, received) =>
  typeof value === 'string' ? undefined : new TypeError(`a string, ${received()}`);

export const callback: Check = (value, received) =>
  typeof value === 'function' ? undefined : new TypeError(`a function, ${received()}`);

export const abortSignal: Check = (value, received) =>
  isAbortSignal(value) ? undefined : new TypeError(`an AbortSignal, ${received()}`);

/** Any AbortSignal, also another realm's. */
function isAbortSignal(value: unknown): boolean {
  const { aborted, addEventListener } = Object(value) as Partial<AbortSignal>;
  return typeof aborted === 'boolean' && typeof addEventListener === 'function';
}

/**
 * The options that were given, each read once. Throws for anything but an object whose options are all known and valid. An option that is `undefined`
 * is left out.
 */
export function checkOptions<T extends object>(caller: string, options: T | undefined, checks: Record<string, Check>): T | undefined {
  if (options === undefined) return undefined;
  if (!isObjectOfOptions(options)) {
    const hint = isAbortSignal(options) ? ' (did you mean { signal }?)' : '';
    throw new TypeError(`${caller} expected an object of options, received ${describe(options)}${hint}`);
  }
  for (const name of Reflect.ownKeys(options)) if (!Object.hasOwn(checks, name)) throw isUnknown(caller, name, options, Object.keys(checks));
  const given: Record<string, unknown> = {};
  for (const name of Object.keys(checks)) {
    const value = (options as Record<string, unknown>)[name];
    if (value === undefined) continue;
    const error = checks[name]!(value, () => `received ${describe(value)}`);
    if (error) {
      error.message = `${caller} expected the option '${name}' to be ${error.message}`;
      throw error;
    }
    given[name] = value;
  }
  return given as T;
}

/** An object with another meaning was not meant as options, even if it has no unknown ones. */
function isObjectOfOptions(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Symbol.iterator in value) return false;
  return typeof (value as Partial<PromiseLike<unknown>>).then !== 'function' && !isAbortSignal(value);
}

function isUnknown(caller: string, name: string | symbol, options: object, known: string[]): TypeError {
  const value = describe((options as Record<string | symbol, unknown>)[name]);
  const [shown, meant] = typeof name === 'string' ? [`'${name}'`, didYouMean(name, known)] : [String(name), ''];
  return new TypeError(`${caller} expected only the options ${known.join(', ')}, received ${shown} with ${value}${meant}`);
}
