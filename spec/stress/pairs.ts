import { expect } from 'chai';
import { allRows, PLACES, sampleRows } from '../signals/pairs/rows.ts';
import { distinct, tryPairs } from '../signals/pairs/trial.ts';

/** How many scripts of each pair in each place; all by default, which takes a quarter of an hour. */
const EACH = process.env['PAIRS'];
const MAY_BE_UNCLEAR = 0.01;
const FEW = 10;

describe('Every two captures, with every script', function () {
  this.timeout(3_600_000);

  for (const place of PLACES) {
    it(`${place}: no signal is lost, nobody outlives an interrupt, and the process ends as the contract has it`, async () => {
      const rows = distinct((EACH === undefined ? allRows() : sampleRows(Number(EACH))).filter((row) => row.place === place));
      const { wrong, unclear, children, sent, requests, repeats, kills } = await tryPairs(rows);
      console.log(`      ${place}: ${rows.length} rows in ${children} processes; ${sent} signals: ${requests} requests, ${repeats} repeats, ${kills} kills; ${unclear.length} unclear`);
      expect(wrong.join('\n')).to.equal('');
      expect(unclear.length).to.be.at.most(Math.max(FEW, rows.length * MAY_BE_UNCLEAR));
    });
  }
});
