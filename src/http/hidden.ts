/** What Node keeps on an object under a symbol of its own, where it has one of this description. */
export function hidden<T>(object: object, description: string): T | undefined {
  const symbol = Object.getOwnPropertySymbols(object).find((own) => own.description === description);
  return symbol && (object as Record<symbol, T>)[symbol];
}
