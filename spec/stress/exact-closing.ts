import { availableParallelism } from 'node:os';
import { expect } from 'chai';
import { start } from '../support/process.ts';

/** Fresh processes: fewer by `EXACT=…`. */
const TRIES = Number(process.env['EXACT'] ?? 3000);
const SPREAD_US = 500;
const ALLOWED = 2 / 1000;

interface Outcome {
  how: 'caught' | 'died' | 'lost';
  /** Of one that was lost: when it was sent and when closing had settled, in microseconds after `ready`. */
  when?: { sent: number; closed: number };
}

/** Sends a signal within half a millisecond of a fresh process's `ready`, which closes for the first time. */
async function tryOnce(afterUs: number): Promise<Outcome> {
  await using child = await start('stress/closes-once');
  const at = process.hrtime.bigint() + BigInt(Math.round(afterUs * 1000));
  while (process.hrtime.bigint() < at);
  const sent = process.hrtime.bigint();
  child.send('SIGTERM');
  child.process.stdin!.end();
  const { code, signal, stdout, stderr } = await child.ended;
  if (signal === 'SIGTERM') return { how: 'died' };
  if (stdout === 'caught\n') return { how: 'caught' };
  const [, ready, closed] = /^lost (\d+) (\d+)\n$/.exec(stdout) ?? [];
  if (ready === undefined) throw new Error(`Ended with ${signal ?? code}\n${stdout}${stderr}`);
  const since = (time: bigint) => Number((time - BigInt(ready)) / 1000n);
  return { how: 'lost', when: { sent: since(sent), closed: since(BigInt(closed!)) } };
}

describe('A signal at the first closing of a process', function () {
  this.timeout(3_600_000);

  it(`is caught or kills (${TRIES} processes)`, async () => {
    const outcomes: Outcome[] = [];
    let left = TRIES;
    await Promise.all(Array.from({ length: availableParallelism() }, async () => {
      while (left-- > 0) outcomes.push(await tryOnce(Math.random() * SPREAD_US));
    }));
    const count = (how: Outcome['how']) => outcomes.filter((outcome) => outcome.how === how).length;
    console.log(`      ${TRIES} signals in the ${SPREAD_US} us after ready: ${count('caught')} caught, ${count('died')} died by it, ${count('lost')} lost`);
    for (const { when } of outcomes) if (when) console.log(`      lost: sent ${when.sent} us after ready; closed ${when.closed} us after ready`);
    expect(count('lost')).to.be.at.most(Math.ceil(TRIES * ALLOWED));
  });
});
