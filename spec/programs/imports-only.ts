const listeners = () => process.eventNames().map((name) => `${String(name)} ${process.listenerCount(name)}`).join();
const state = () => [listeners(), Reflect.ownKeys(globalThis).length, process.getActiveResourcesInfo?.().join()].join(' | ');

process.stdout.write('');
// Deno defines a global of its own when the first of these is loaded.
for (const name of ['async_hooks', 'diagnostics_channel', 'events', 'timers']) process.getBuiltinModule(name);
await import('node:timers/promises');
const before = state();
await import('capture-signals');
await import('capture-signals/http');
const after = state();
console.log(before === after ? 'untouched' : `${before} became ${after}`);
