/** Defines rather than assigns, which `name` does not allow where the intrinsics are frozen. */
export function named<E extends Error>(error: E, properties: Readonly<Record<string, unknown>>): E {
  for (const [key, value] of Object.entries(properties)) Object.defineProperty(error, key, { value, configurable: true, writable: true, enumerable: true });
  return error;
}
