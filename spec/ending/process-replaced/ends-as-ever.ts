import { expect } from 'chai';
import { run } from '../../support/process.ts';

const WENT_ON = { code: 0, signal: null, stdout: 'cleaned up\nwent on\n', stderr: '' };
const DIED = { code: null, signal: 'SIGTERM', stdout: 'cleaned up\n', stderr: '' };

/** Whatever such a program does then. */
export function endsAsEver(instead: string): void {
  for (const [then, end] of Object.entries({ 'closes': WENT_ON, 'opens another': WENT_ON, 'is interrupted': DIED, 'raises what it has caught': DIED })) {
    it(`${instead}, and ${then}, ends as ever`, async () => {
      expect(await run('ending/replaces-the-process', { args: [instead, then] })).to.deep.equal(end);
    });
  }

  it(`${instead}, and throws, is told its own error`, async () => {
    const { stderr, ...ended } = await run('ending/replaces-the-process', { args: [instead, 'throws'] });
    expect(ended).to.deep.equal({ code: 1, signal: null, stdout: 'cleaned up\n' });
    expect(stderr).to.match(/an error of the program/).and.not.match(/TypeError|ReferenceError|nobody is to look/);
  });

  it(`${instead}, and hangs, is ended by grace`, async () => {
    const { stderr, ...ended } = await run('ending/replaces-the-process', { args: [instead, 'is interrupted, and hangs'] });
    expect(ended).to.deep.equal({ code: null, signal: 'SIGTERM', stdout: '' });
    expect(stderr).to.match(/^capture-signals: still open 50 ms after SIGTERM.*\n$/);
  });
}
