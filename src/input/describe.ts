/** How an error message shows what it received. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (typeof value === 'object' && value !== null) return describeObject(value);
  return typeof value === 'bigint' ? `${value}n` : String(value);
}

function describeObject(value: object): string {
  const { aborted, then } = value as { aborted?: unknown; then?: unknown };
  if (typeof then === 'function') return 'a promise';
  return typeof aborted === 'boolean' ? 'an AbortSignal' : 'an object';
}
