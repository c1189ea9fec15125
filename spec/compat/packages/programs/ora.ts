// ora <way>: a spinner that turns while the program works, with and without the terminal in raw mode, or one that has succeeded before.
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import ora from 'ora';
import { cleanup, ready, way } from './support.ts';

await using shutdown = captureSignals();
await using _ = cleanup();
const spinner = ora({ text: 'Working', discardStdin: way !== 'discardStdin: false' }).start();
if (way === 'succeeded') spinner.succeed();
ready();
await setTimeout(60_000, undefined, { signal: shutdown.signal });
spinner.succeed();
