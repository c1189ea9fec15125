// beside <package>: lets an interrupt go through a cleanup of 50 ms while a well-known package listens, or works at exit, in the same process.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import closeWithGrace from 'close-with-grace';
import { execa } from 'execa';
import exitHook from 'exit-hook';
import ora from 'ora';
import { onExit } from 'signal-exit';

const neighbours: Record<string, () => unknown> = {
  'nothing': () => {},
  'signal-exit': () => onExit((code, signal) => console.log(`signal-exit ${code} ${signal}`)),
  'exit-hook': () => exitHook((code) => console.log(`exit-hook ${code}`)),
  'close-with-grace': () => closeWithGrace({ logger: false }, async ({ signal }) => console.log(`close-with-grace ${signal}`)),
  'execa': () => void execa('sleep', ['60']).catch((error: { shortMessage: string }) => console.log(error.shortMessage)),
  'ora': () => ora({ text: 'working', stream: process.stderr, isEnabled: true }).start(),
};

process.on('exit', (code) => console.log(`exit ${code}`));
neighbours[process.argv[2]!]!();
await using shutdown = captureSignals();
await using _ = {
  async [Symbol.asyncDispose]() {
    await setTimeout(50);
    console.log('cleaned up');
  },
};
const { signal } = shutdown;
signal.addEventListener('abort', () => console.log('told'));
await setTimeout(50);
console.log('ready');
await setTimeout(60_000, undefined, { signal });
