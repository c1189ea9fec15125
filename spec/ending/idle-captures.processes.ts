import { expect } from 'chai';
import { run } from '../support/process.ts';
import { shown } from '../support/shown-errors.ts';
import { IDLE } from './idle-captures/idle.ts';

describe('A capture elsewhere that was not interrupted', () => {
  for (const idle of Object.keys(IDLE)) {
    it(`does not hold an interrupt that nobody caught: one ${idle}`, async () => {
      const program = 'ending/lets-go-beside-idle-captures';
      const dies = { code: null, signal: 'SIGINT', stdout: 'cleaned up\nexit 130\n', stderr: '' };
      const [letGo, floating, caught] = await Promise.all(['lets go', 'floats', 'catches beside a floating promise'].map((end) => run(program, { args: [idle, end] })));
      expect(letGo).to.deep.equal(dies);
      expect(floating).to.deep.equal(dies);
      expect(caught).to.deep.equal({ code: 0, signal: null, stdout: 'cleaned up\ngoing on\nexit 0\n', stderr: '' });
    });
  }

  for (const what of ['its reason', 'an abort without a cause']) {
    it(`does not hold what nobody was told of: ${what}`, async () => {
      const { stderr, ...ended } = await run('ending/fails-beside-a-cancelled-scope', { args: [what] });
      expect(ended).to.deep.equal({ code: 1, signal: null, stdout: '' });
      expect(stderr).to.match(shown('no luck'));
    });
  }
});
