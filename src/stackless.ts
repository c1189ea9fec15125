/** Makes an error without a stack: where it would show nothing but this package at work, it is most of what the error costs. */
export function stackless<E extends Error>(make: () => E): E {
  const { stackTraceLimit } = Error;
  limitStack(0);
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
