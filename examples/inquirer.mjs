/**
 * A question asked with @inquirer/prompts. Meanwhile the terminal is in raw mode, where Ctrl-C is a key and sends no signal: the question
 * rejects with an ExitPromptError. The program turns that into an interrupt.
 *
 *     npm install @inquirer/prompts
 *     node examples/inquirer.mjs
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { input } from '@inquirer/prompts';
import { captureSignals, InterruptError } from 'capture-signals';

await captureSignals().run(async (shutdown) => {
  const folder = await mkdtemp(join(tmpdir(), 'template-')); // a template is downloaded to it, say
  shutdown.defer(async () => {
    await rm(folder, { recursive: true });
    console.log('The template is removed');
  }, 'template');

  const name = await input({ message: 'Project name' }, { signal: shutdown.signal }).catch((error) => {
    if (error.name === 'ExitPromptError') shutdown.abort(new InterruptError('SIGINT')); // Ctrl-C
    shutdown.signal.throwIfAborted(); // SIGTERM, or a closed terminal
    throw error;
  });
  console.log(`Making ${name}`);
});
