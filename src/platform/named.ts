/** Defines the properties instead of assigning them: with frozen intrinsics, `name` cannot be assigned. */
export function named<E extends Error>(error: E, properties: Readonly<Record<string, unknown>>): E {
  for (const [key, value] of Object.entries(properties)) Object.defineProperty(error, key, { value, configurable: true, writable: true, enumerable: true });
  return error;
}
