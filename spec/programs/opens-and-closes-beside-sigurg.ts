// Opens and closes captures, and says how often it has heard SIGURG, which the package sends itself on Deno. `listens` listens to it before.
import { captureSignals } from 'capture-signals';

let heard = 0;
if (process.argv[2] === 'listens') process.on('SIGURG', () => heard++);
for (let life = 0; life < 5; life++) await captureSignals('SIGUSR2').close();
const listeners = process.listenerCount('SIGURG');
if (process.argv[2] !== 'listens') process.on('SIGURG', () => heard++);
await new Promise((resolve) => setTimeout(resolve, 50)); // what Deno hands over late
console.log(`${listeners} listeners, heard ${heard}`);
process.exit();
