/** The runtime. What one of them cannot do is noted where it matters. */
export const RUNTIME = 'Bun' in globalThis ? 'bun' : 'Deno' in globalThis ? 'deno' : 'node';
