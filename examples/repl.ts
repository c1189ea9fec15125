/**
 * A command line. Ctrl-C cancels the current command. At the prompt it ends the program.
 *
 *     node --import tsx examples/repl.ts
 *     > sleep 60
 */
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, findInterrupt, raiseSignal } from 'capture-signals';

type Command = (args: string[], signal: AbortSignal) => void | Promise<void>;

const commands: Record<string, Command> = {
  echo(args) {
    console.log(args.join(' '));
  },
  async sleep([seconds], signal) {
    console.log(`Sleeping for ${seconds} seconds`);
    await sleep(Number(seconds) * 1000, undefined, { signal });
  },
};

/** While a command runs, Ctrl-C is for it alone: the outer capture does not hear it. Anything that cancels the program cancels the command, too. */
async function run(command: Command, args: string[]) {
  await using current = captureSignals('SIGINT', { exclusive: true, signal: shutdown.signal });
  try {
    await command(args, current.signal);
  } catch (error) {
    if (!current.interrupted || !findInterrupt(error)) throw error;
    console.log('Cancelled');
  }
}

await using shutdown = captureSignals();
const prompt = createInterface({ input: process.stdin, output: process.stdout });
shutdown.defer(() => prompt.close(), 'prompt'); // the terminal leaves raw mode, however this ends
// Editing a line needs raw mode, where Ctrl-C is a key like any other, and sends no signal. So raise the signal.
prompt.on('SIGINT', () => raiseSignal('SIGINT'));

const lines = prompt[Symbol.asyncIterator]();
while (true) {
  prompt.prompt();
  const line = await shutdown.race(lines.next());
  if (line.done) break; // Ctrl-D
  const [name = '', ...args] = line.value.trim().split(/\s+/);
  if (name === 'exit') break;
  if (name === '') continue;
  const command = commands[name];
  if (command) await run(command, args);
  else console.log(`Commands: ${Object.keys(commands).join(', ')}, exit`);
}
