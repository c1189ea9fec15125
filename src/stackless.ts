/** Makes an error without a stack: where it would show nothing but this package at work, it is most of what the error costs. */
export function stackless<E extends Error>(make: () => E): E {
  const { stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 0;
    return make();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
