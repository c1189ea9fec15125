import { RUNTIME } from './platform.ts';

/** Deno puts another error in the place of one without a stack when it leaves a module by `await import()`: one frame keeps it whole. */
const FRAMES = RUNTIME === 'deno' ? 1 : 0;

/** Makes an error without a stack: where it would show nothing but this package at work, it is most of what the error costs. */
export function stackless<E extends Error>(make: () => E): E {
  const { stackTraceLimit } = Error;
  limitStack(FRAMES);
  const error = make();
  limitStack(stackTraceLimit);
  return error;
}

function limitStack(lines: number): void {
  try {
    Error.stackTraceLimit = lines;
  } catch {
    // frozen intrinsics: then with a stack
  }
}

/** Defines rather than assigns, which `name` does not allow where the intrinsics are frozen. */
export function named<E extends Error>(error: E, properties: Readonly<Record<string, unknown>>): E {
  for (const [key, value] of Object.entries(properties)) Object.defineProperty(error, key, { value, configurable: true, writable: true, enumerable: true });
  return error;
}
