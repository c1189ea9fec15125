// One signal, watched and captured, also by an exclusive capture.
import { captureSignals, watchSignals } from 'capture-signals';

await using watch = watchSignals('SIGUSR2');
await using older = captureSignals('SIGUSR2');
await using exclusive = captureSignals('SIGUSR2', { exclusive: true });
console.log('ready');
const { value } = await watch.next();
console.log(`${value}, listeners: ${process.listenerCount('SIGUSR2')}, older: ${older.interrupted?.signal}, exclusive: ${exclusive.interrupted?.signal}`);
