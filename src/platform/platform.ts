/** Which runtime this is. What one of them cannot do is said where it matters. */
export const RUNTIME = 'Bun' in globalThis ? 'bun' : 'Deno' in globalThis ? 'deno' : 'node';
