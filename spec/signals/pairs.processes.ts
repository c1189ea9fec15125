import { expect } from 'chai';
import { PLACES, sampleRows } from './pairs/rows.ts';
import { tryPairs } from './pairs/trial.ts';

/** Of each pair in each place; `npm run test:stress` tries all. */
const EACH = 1;
/** A machine that is too busy to tell when a signal came tells nothing. */
const MAY_BE_UNCLEAR = 10;

describe('Every two captures', function () {
  this.timeout(180_000);

  for (const place of PLACES) {
    it(`${place}: no signal is lost, nobody outlives an interrupt, and the process ends as the contract has it`, async () => {
      const { wrong, unclear } = await tryPairs(sampleRows(EACH).filter((row) => row.place === place));
      expect(wrong.join('\n')).to.equal('');
      expect(unclear.length).to.be.at.most(MAY_BE_UNCLEAR);
    });
  }
});
