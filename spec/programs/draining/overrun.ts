// A worker does not finish in time, and is cancelled.
import { setTimeout } from 'node:timers/promises';
import { captureSignals, findInterrupt } from 'capture-signals';

await using shutdown = captureSignals(['SIGINT'], { drainMs: 50 });
const events: string[] = [];
void shutdown.promise.then((signal) => events.push(`promise: ${signal}`));
shutdown.signal.addEventListener('abort', () => events.push(`signal: ${shutdown.signal.reason.signal}`));
const task = shutdown.spawn((signal) => setTimeout(600_000, undefined, { signal }).catch(() => events.push('task: cancelled')));
const raced = shutdown.race(new Promise(() => {})).catch((error: unknown) => events.push(`race: ${findInterrupt(error)?.signal}`));
console.log('ready');
await Promise.all([task, raced]);
console.log(events.join('\n'));
