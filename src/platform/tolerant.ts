/** The function, giving `otherwise` where somebody's error throws as it is looked at: it may be a proxy, or have a getter. */
export function tolerant<A extends readonly unknown[], T>(look: (...args: A) => T, otherwise: T): (...args: A) => T {
  return (...args) => {
    try {
      return look(...args);
    } catch {
      return otherwise;
    }
  };
}
