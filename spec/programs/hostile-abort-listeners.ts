import { captureSignals, raiseSignal } from 'capture-signals';

process.on('uncaughtException', (error) => console.log('uncaught:', error.message));
const told: string[] = [];
const outer = captureSignals('SIGUSR2');
const inner = captureSignals('SIGUSR2');
const child = captureSignals('SIGTERM', { signal: inner.signal });
for (const [name, { signal }] of [['outer', outer], ['inner', inner], ['child', child]] as const) {
  signal.addEventListener('abort', () => told.push(name));
  signal.addEventListener('abort', (event) => {
    event.stopImmediatePropagation();
    if (name === 'inner') throw new Error('from a listener');
  });
}
const task = inner.spawn((signal) => new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve())));
raiseSignal('SIGUSR2');
const signal = await inner.promise;
await task;
const all = ['inner', 'outer', 'child'].filter((name) => told.includes(name));
console.log([...all, 'task', ...(signal ? ['promise'] : [])].join(', '));
await Promise.all([outer.close(), inner.close(), child.close()]);
