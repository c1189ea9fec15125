import { expect } from 'chai';
import { sendAtRandomMoments } from '../support/random-moments.ts';

const COUNT = Number(process.env['MOMENTS'] ?? 300);

/**
 * What comes in the microseconds between the last poll and the listener coming off cannot be caught (closing-moment.ts measures
 * them): with lives of a tenth of a second that is about one signal in thousands.
 */
const INEVITABLE = 1;

describe('A signal at a random moment of a capture', function () {
  this.timeout(600_000);

  for (const kind of ['work', 'tasks', 'nested', 'watched']) {
    it(`is caught, or ends the process: ${kind}`, async () => {
      const { sent, caught, died, lost } = await sendAtRandomMoments('stress/lives', [kind], COUNT, 150);
      console.log(`      ${kind}: ${sent} signals, ${caught} caught, ${died} died by it, ${lost} lost`);
      expect(caught + died + lost).to.equal(sent);
      expect(lost).to.be.at.most(INEVITABLE);
    });
  }
});
