// listens-often <whose limit>: a program that listens to the process twenty times after a capture was there, and has raised the limit for that: before, for the
// process; or later, for all emitters.
import { EventEmitter } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const ofTheProcess = process.argv[2] === 'of the process, before';
if (ofTheProcess) process.setMaxListeners(50);
process.on('SIGUSR2', () => {});
try {
  await using scope = captureSignals(['SIGTERM', 'SIGUSR2']);
  process.kill(process.pid, 'SIGTERM');
  await setTimeout(60_000, undefined, { signal: scope.signal });
} catch {
  console.log('caught');
}
if (!ofTheProcess) EventEmitter.defaultMaxListeners = 50;
for (let i = 0; i < 20; i++) process.on('exit', () => {});
await setTimeout(20); // warnings are emitted a tick later
