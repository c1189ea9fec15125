import { expect } from 'chai';
import { sendAtRandomMoments } from '../support/random-moments.ts';

const COUNT = Number(process.env['MOMENTS'] ?? 200);

/** Lives that are nothing but opening and closing show what nothing can close: the moment between the last poll and the listener coming off. */
describe('The moment of closing', function () {
  this.timeout(600_000);

  it('is a matter of microseconds', async () => {
    const { sent, caught, died, lost, lives, ms } = await sendAtRandomMoments('stress/lives', ['bare'], COUNT, 5);
    const windowUs = ((lost / sent) * ms * 1000) / lives;
    console.log(`      ${sent} signals into ${lives} lives of ${((ms * 1000) / lives).toFixed(0)} us: ${caught} caught, ${died} died by it, ${lost} lost: a moment of about ${windowUs.toFixed(1)} us`);
    expect(caught + died + lost).to.equal(sent);
    expect(windowUs).to.be.lessThan(500); // milliseconds would be another design; what is measured is printed
  });
});
