// ends-its-output <way> <end>: the cleanup writes a lot into a pipe that is read slowly, ends the stream itself, and the process ends by a signal.
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, findInterrupt, raiseSignal } from 'capture-signals';

const [way, end] = process.argv.slice(2);
const CHUNK = `${'x'.repeat(2 ** 16 - 1)}\n`;
const CHUNKS = 32;

const ways: Record<string, () => unknown> = {
  'ends stdout': () => {
    for (let chunk = 0; chunk < CHUNKS; chunk++) process.stdout.write(CHUNK);
    process.stdout.end('the end\n');
  },
  'ends both': () => {
    process.stderr.end('the end of stderr\n');
    process.stdout.write(CHUNK.repeat(CHUNKS));
    process.stdout.end('the end\n');
  },
  'does not end it': () => {
    process.stdout.write(CHUNK.repeat(CHUNKS));
    process.stdout.write('the end\n');
  },
  'has ended it before': async () => {
    process.stdout.write(CHUNK.repeat(CHUNKS));
    await new Promise<void>((resolve) => process.stdout.end('the end\n', resolve));
  },
};

async function main(): Promise<void> {
  await using shutdown = captureSignals(end === 'grace' ? { graceMs: 900 } : {});
  await using _ = {
    async [Symbol.asyncDispose]() {
      await ways[way!]!();
      if (end === 'grace') await new Promise(() => {});
    },
  };
  process.kill(process.pid, 'SIGTERM');
  await sleep(60_000, undefined, { signal: shutdown.signal });
}

if (end === 'raises') await main().catch((error: unknown) => raiseSignal(findInterrupt(error)!.signal));
else await main();
