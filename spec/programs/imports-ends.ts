// The same as ends.ts, by way of `await import()`.
await import('./ends.ts');
