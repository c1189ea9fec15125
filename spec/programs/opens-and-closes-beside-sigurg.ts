// Opens and closes captures, and says in which order listeners first came off, and how often it has heard SIGURG, which the package sends
// itself on Deno. `listens` listens to it before.
import { captureSignals } from 'capture-signals';

let heard = 0;
const names = new Set<string | symbol>();
const { off } = process;
process.off = (name: string | symbol, listener: (...args: any[]) => void) => { // Bun emits no 'removeListener' here
  names.add(name);
  return off.call(process, name, listener);
};
if (process.argv[2] === 'listens') process.on('SIGURG', () => heard++);
for (let life = 0; life < 5; life++) await captureSignals('SIGUSR2').close();
const listeners = process.listenerCount('SIGURG');
if (process.argv[2] !== 'listens') process.on('SIGURG', () => heard++);
await new Promise((resolve) => setTimeout(resolve, 50)); // what Deno hands over late
console.log([...names].filter((name) => name === 'SIGURG' || name === 'SIGUSR2').join(', '));
console.log(`${listeners} listeners, heard ${heard}`);
process.exit();
