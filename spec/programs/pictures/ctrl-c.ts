// pictures/ctrl-c [options as JSON]: tells what one Ctrl-C does. Its cleanup hangs; SIGUSR2 finishes it.
import { once } from 'node:events';
import { subscribe } from 'node:diagnostics_channel';
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { tell } from './told.ts';

subscribe('capture-signals:requested', () => {
  tell('request');
  setImmediate(() => tell('next turn'));
});
subscribe('capture-signals:repeated', () => tell('repeat'));
process.on('SIGUSR2', () => {}); // there from the start: it must not kill
await using shutdown = captureSignals('SIGINT', JSON.parse(process.argv[2] ?? '{}'));
process.on('removeListener', (name) => {
  if (name === 'SIGINT') setImmediate(() => tell('window over')); // the system has SIGINT back by then
});
void shutdown.promise.then(() => tell('promise resolves'));
shutdown.signal.addEventListener('abort', () => tell('signal aborts'));
shutdown.defer(async () => {
  tell('cleanup begins');
  await once(process, 'SIGUSR2');
  tell('cleanup ends');
}, 'cleanup');
console.log('ready');
await setTimeout(60_000, undefined, { signal: shutdown.signal });
