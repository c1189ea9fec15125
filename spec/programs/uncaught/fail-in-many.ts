// Many scopes that take uncaught errors, and one error.
import { captureSignals } from 'capture-signals';

const listeners = () => `listeners: ${process.listenerCount('SIGINT')}, ${process.listenerCount('uncaughtException')}`;
const all = Array.from({ length: 25 }, () => captureSignals('SIGINT', { uncaught: true }));
console.log(listeners());
setTimeout(() => {
  throw new Error('the disk is full');
});
const thrown = await Promise.all(all.map(async (one) => {
  const error: unknown = await one.race(new Promise(() => {})).catch((reason: unknown) => reason);
  await one.close();
  return (error as Error).message;
}));
console.log(`failed: ${thrown.filter((message) => message === 'the disk is full').length}`);
console.log(listeners());
