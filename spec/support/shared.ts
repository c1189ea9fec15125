const values = globalThis as { [key: symbol]: unknown };

/**
 * One value for the whole process: mocha loads its hooks through `require` and specs through `import`, which makes two
 * instances of every module that both use.
 */
export function shared<T>(name: string, make: () => T): T {
  return (values[Symbol.for(`capture-signals specs: ${name}`)] ??= make()) as T;
}
