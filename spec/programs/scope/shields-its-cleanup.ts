// shields-its-cleanup <when> <blocks>: a program puts on a listener of its own for SIGINT, so that its cleanup cannot be killed by Ctrl-C.
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, findInterrupt } from 'capture-signals';
import { block } from '../../support/blocked.ts';

const [when, blocks] = process.argv.slice(2);
const say = (text: string) => void writeSync(1, `${text}\n`);
const shield = () => say('not now');
const puton: Record<string, () => unknown> = {
  'before the capture': () => {},
  'in the cleanup': () => process.on('SIGINT', shield),
  'in the cleanup, in front': () => process.prependListener('SIGINT', shield),
  'in an abort listener': () => {},
};

if (when === 'before the capture') process.on('SIGINT', shield);
try {
  await using shutdown = captureSignals('SIGINT', { repeatMs: 100 });
  if (when === 'in an abort listener') shutdown.signal.addEventListener('abort', () => process.on('SIGINT', shield));
  await using _ = {
    async [Symbol.asyncDispose]() {
      puton[when!]!();
      say('cleaning up');
      if (blocks === 'blocked') block(1200);
      await sleep(blocks === 'blocked' ? 50 : 1200);
      process.off('SIGINT', shield);
      say('saved');
    },
  };
  say('ready');
  await sleep(60_000, undefined, { signal: shutdown.signal });
} catch (error) {
  if (!findInterrupt(error)) throw error;
}
say('unshielded');
await sleep(60_000);
