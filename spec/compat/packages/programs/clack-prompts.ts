// clack-prompts <way>: a question that is not answered (Ctrl-C is a key there, and gives a symbol), or a spinner.
import { setTimeout } from 'node:timers/promises';
import { cancel, isCancel, spinner, text } from '@clack/prompts';
import { captureSignals, InterruptError } from 'capture-signals';
import { cleanup, log, ready, way } from './support.ts';

await using shutdown = captureSignals();
await using _ = cleanup();
const { signal } = shutdown;
const ways: Record<string, () => Promise<unknown>> = {
  async 'text'() {
    const name = await text({ message: 'Name' });
    if (!isCancel(name)) return;
    cancel('Operation cancelled.');
    process.exit(0);
  },
  async 'text, abort'() {
    const name = await text({ message: 'Name', signal });
    if (isCancel(name)) shutdown.abort(new InterruptError('SIGINT'));
    signal.throwIfAborted();
  },
  'spinner': () => spin(),
  'spinner, setRawMode(false)': () => spin(() => process.stdin.setRawMode(false)),
};

async function spin(started?: () => void): Promise<void> {
  const s = spinner();
  s.start('Working');
  started?.();
  await setTimeout(60_000, undefined, { signal });
  s.stop('Done');
}

const done = ways[way]!();
ready();
await done;
log('goes on');
