// Asks on a terminal. Readline puts it into raw mode, where Ctrl-C is a key: it is handed on as the signal that it stands for.
import { createInterface } from 'node:readline/promises';
import { captureSignals, raiseSignal } from 'capture-signals';

await using shutdown = captureSignals();
const prompt = createInterface({ input: process.stdin, output: process.stdout });
await using _ = {
  async [Symbol.asyncDispose]() {
    prompt.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    console.log('cleaned up');
  },
};
prompt.on('SIGINT', () => raiseSignal('SIGINT'));
console.log('ready');
console.log(`Hello ${await prompt.question('Your name? ', { signal: shutdown.signal })}`);
