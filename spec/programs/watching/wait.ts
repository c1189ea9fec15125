// Waits for signals, and for nothing else; a captured SIGTERM ends it.
import { captureSignals, watchSignals } from 'capture-signals';

await using shutdown = captureSignals('SIGTERM');
void Promise.resolve().then(() => console.log('ready'));
try {
  for await (const signal of watchSignals(['SIGHUP', 'SIGUSR2'], { signal: shutdown.signal })) console.log(`heard ${signal}`);
} catch (error) {
  console.log(`ended by ${(error as Error).message}, ${error === shutdown.interrupted}`);
}
