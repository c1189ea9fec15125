import { expect } from 'chai';
import { runDrain } from './drain.ts';
import { orderOf } from './measured.ts';
import { dataOf, read } from './pictures.ts';

describe('The picture of a drain', () => {
  it('shows what happens when a server is told to end, in that order', async () => {
    const limits = { delayMs: 2000, lingerMs: 1500, timeoutMs: 20_000, graceMs: 60_000 };
    const drain = await runDrain(limits, { beforeMs: 0, laterMs: 0, slowMs: 0 });
    expect(orderOf({ runs: { drain } })).to.deep.equal(orderOf(dataOf(read('drain'))));
  });
});
