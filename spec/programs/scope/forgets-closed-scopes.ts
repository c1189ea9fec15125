// Scopes fail and close while the grace of an older one goes on: how many of them are kept. Run with --expose-gc.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const COUNT = 200;
const collect = (globalThis as { gc?: () => void }).gc!;
const fail = () => Promise.reject(new Error('failed'));

const older = captureSignals({ graceMs: 60_000 });
older.spawn(fail).catch(() => {});
const closed: WeakRef<object>[] = [];
for (let index = 0; index < COUNT; index++) {
  const scope = captureSignals({ graceMs: 120_000 });
  scope.spawn(fail).catch(() => {});
  await setTimeout();
  await scope.close().catch(() => {});
  closed.push(new WeakRef(scope));
}
await setTimeout(10);
collect();
const kept = closed.filter((scope) => scope.deref() !== undefined).length;
console.log(kept < 10 ? 'forgotten' : `${kept} kept`);
await older.close().catch(() => {});
