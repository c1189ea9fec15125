// A block that computes until after the signal has come, takes nothing of the scope or takes something, and ends.
import { captureSignals } from 'capture-signals';

async function main(): Promise<void> {
  await using shutdown = captureSignals(['SIGINT', 'SIGTERM']);
  if (process.argv[2] === 'signal') void shutdown.signal;
  if (process.argv[2] === 'promise') void shutdown.promise;
  process.kill(process.pid, 'SIGTERM');
  for (const until = Date.now() + 50; Date.now() < until;);
  if (process.argv[2] === 'early') await new Promise((resolve) => setTimeout(resolve, 30));
  console.log('block done');
}

process.on('exit', (code) => console.log(`exit ${code}`));
await main();
console.log('not reached');
