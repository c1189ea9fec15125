// closes-with-a-signal-in-flight <phase> <tries>: sends itself a signal while the loop is busy, closes at once, counts what is lost.
import { readFile } from 'node:fs';
import { connect, createServer } from 'node:net';
import { captureSignals, findInterrupt } from 'capture-signals';

const [phase, tries] = [process.argv[2]!, Number(process.argv[3])];
let lost = 0;
let caught = 0;

function busy(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until;);
}

async function attempt(index: number): Promise<void> {
  const capture = captureSignals('SIGUSR2', { repeatMs: 0 });
  busy((index % 5) / 4);
  process.kill(process.pid, 'SIGUSR2');
  busy((index % 7) / 6);
  const thrown: unknown = await capture.close().catch((error: unknown) => error);
  if (findInterrupt(thrown) && capture.interrupted && (await capture.promise) === 'SIGUSR2') caught++;
  else lost++;
}

const phases: Record<string, () => Promise<void>> = {
  main: async () => {},
  microtask: () => Promise.resolve(),
  tick: () => new Promise((resolve) => process.nextTick(resolve)),
  timer: () => new Promise((resolve) => setTimeout(resolve, 1)),
  check: () => new Promise((resolve) => setImmediate(resolve)),
  poll: () => new Promise((resolve) => readFile(import.meta.filename ?? process.argv[1]!, () => resolve())),
  socket: () => new Promise((resolve) => {
    const server = createServer((socket) => socket.end('x')).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      connect(port, '127.0.0.1').once('data', () => {
        server.close();
        resolve();
      });
    });
  }),
};

if (phase === 'main') await attempt(0); // from the module itself, before the loop has turned at all
for (let index = 1; index < tries + (phase === 'main' ? 0 : 1); index++) {
  await phases[phase]!();
  await attempt(index);
}
console.log(`caught ${caught}, lost ${lost}`);
