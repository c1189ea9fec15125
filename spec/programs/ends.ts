// ends <way>: what becomes of an interrupt, and of other errors, by how the block ends.
import { setTimeout } from 'node:timers/promises';
import { captureSignals, findInterrupt } from 'capture-signals';

const way = process.argv[2]!;

process.on('exit', (code) => console.log(`exit ${code}`));
if (way === 'own uncaughtException') process.on('uncaughtException', (error) => console.log('uncaught', error.name));
if (way === 'own unhandledRejection') process.on('unhandledRejection', (error) => console.log('unhandled', (error as Error).name));
if (way === 'monitor') process.on('uncaughtExceptionMonitor', (error) => console.log('monitored', error.name));
if (way === 'foreign listener') process.on('SIGINT', () => console.log('foreign SIGINT')).on('SIGTERM', () => console.log('foreign SIGTERM'));
if (way === 'exit listeners') process.once('SIGTERM', () => process.on('exit', () => console.log('a later exit listener')));

async function main(): Promise<void> {
  if (way === 'no signal') {
    await using _ = captureSignals();
    return;
  }
  await using shutdown = captureSignals(way === 'SIGWINCH' ? ['SIGWINCH', 'SIGTERM'] : ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']);
  const { signal } = shutdown;
  console.log('ready');
  try {
    await setTimeout(60_000, undefined, { signal });
  } catch (error) {
    if (way === 'returns') return;
    if (way === 'throws its own') throw new Error('its own');
    if (way === 'exit code') process.exitCode = 7;
    if (way === 'exit code') return;
    if (way === 'wraps') throw new Error('could not finish', { cause: error });
    if (way === 'throws') queueMicrotask(() => {
      throw error;
    });
    throw error;
  }
}

if (way === 'catches outside') await main().catch((error) => console.log('caught', findInterrupt(error)?.signal));
else if (way === 'floats' || way === 'own unhandledRejection') void main();
else await main();
if (way === 'throws later') throw new Error('later');
