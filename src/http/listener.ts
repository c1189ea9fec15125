import { setImmediate } from '../runtime/builtins.ts';
const SHORT_MS = 0.1; const PATIENCE_MS = 200; const MS = 2000;
export function stopAccepting(arrivals: () => number): Promise<void> {
  return new Promise((resolve) => {
    let quiet = 0; let seen = arrivals(); let start: number|undefined; let begin = 0;
    function turn(): void {
      const now = performance.now(); start ??= now;
      quiet = arrivals() === seen && (now - begin < SHORT_MS || now - start > PATIENCE_MS) ? quiet + 1 : 0;
      seen = arrivals(); begin = now;
      if (quiet >= 3 || now - start > MS) resolve(); else setImmediate(turn);
    }
    setImmediate(turn);
  });
}
