// inquirer-prompts <way>: a question that is not answered. Ctrl-C is a key there, and rejects with an ExitPromptError.
import { input } from '@inquirer/prompts';
import { captureSignals, InterruptError } from 'capture-signals';
import { cleanup, ready, way } from './support.ts';

await using shutdown = captureSignals();
await using _ = cleanup();
const { signal } = shutdown;
const ways: Record<string, () => Promise<unknown>> = {
  'plain': () => input({ message: 'Name' }, { signal }),
  'abort': () => input({ message: 'Name' }, { signal }).catch((error) => {
    if (error.name === 'ExitPromptError') shutdown.abort(new InterruptError('SIGINT'));
    signal.throwIfAborted();
    throw error;
  }),
};
const answer = ways[way]!();
ready();
await answer;
