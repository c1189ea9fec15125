/** What `./dist/a/b.js` is built of: `./src/a/b.ts`. */
export function sourceOf(module: string): string;
