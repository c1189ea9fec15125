import { expect } from 'chai';
import { run } from '../support/process.ts';

const IDLE = [
  'of another signal', 'that is exclusive', 'that takes uncaught errors', 'with a grace and a drain', 'whose promise is awaited',
  'whose signal is listened to', 'with a task and a race', 'that has prevented this very request', 'that an exclusive one keeps from hearing',
  'that is closing', 'that was cancelled', 'that was cancelled with an abort', 'that is a watch', 'ten of them',
];

describe('A capture elsewhere that was not interrupted', () => {
  for (const idle of IDLE) {
    it(`does not hold an interrupt that nobody caught: one ${idle}`, async () => {
      const program = 'ending/lets-go-beside-idle-captures';
      const dies = { code: null, signal: 'SIGINT', stdout: 'cleaned up\nexit 130\n', stderr: '' };
      const [letGo, floating, caught] = await Promise.all(['lets go', 'floats', 'catches beside a floating promise'].map((end) => run(program, { args: [idle, end] })));
      expect(letGo).to.deep.equal(dies);
      expect(floating).to.deep.equal(dies);
      expect(caught).to.deep.equal({ code: 0, signal: null, stdout: 'cleaned up\ngoing on\nexit 0\n', stderr: '' });
    });
  }
});
