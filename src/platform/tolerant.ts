/** The same function, but it returns `otherwise` if it throws: an error that it looks at may be a proxy, or have a getter. */
export function tolerant<A extends readonly unknown[], T>(look: (...args: A) => T, otherwise: T): (...args: A) => T {
  return (...args) => {
    try {
      return look(...args);
    } catch {
      return otherwise;
    }
  };
}
