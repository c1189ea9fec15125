/**
 * A question on the terminal. While a line is edited, the terminal is in raw mode, where Ctrl-C is a key and sends no signal. So the program raises the signal.
 *
 *     node --import tsx examples/services/prompt.ts
 */
import { createInterface } from 'node:readline/promises';
import { captureSignals, raiseSignal } from 'capture-signals';

await using shutdown = captureSignals();
const prompt = createInterface({ input: process.stdin, output: process.stdout });
shutdown.defer(() => prompt.close()); // the terminal leaves raw mode, however this ends
prompt.on('SIGINT', () => raiseSignal('SIGINT'));
prompt.on('close', () => shutdown.abort(new Error('There is no answer'))); // Ctrl-D

const name = await prompt.question('What is your name? ', { signal: shutdown.signal });
console.log(`Hello ${name}`);
