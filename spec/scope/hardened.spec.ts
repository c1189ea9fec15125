import { expect } from 'chai';
import { run } from '../support/process.ts';

const LIVES = [
  'closed: AbortError The scope has closed, undefined',
  'aborted: Error enough, undefined',
  'interrupted: AbortError Interrupted by SIGUSR2, SIGUSR2',
  'missed: AbortError Interrupted by SIGUSR2, SIGUSR2',
  'failed: Error no luck, undefined',
  'twice: SuppressedError An error was suppressed during disposal., undefined',
];

describe('Where intrinsics are frozen', () => {
  for (const how of ['Error.prototype', 'Error', 'all of them', 'by --frozen-intrinsics']) {
    it(`a scope lives as ever: ${how}`, async () => {
      const execArgv = how.startsWith('by') ? ['--frozen-intrinsics', '--disable-warning=ExperimentalWarning'] : [];
      const ended = await run('scope/is-hardened', { args: [how], execArgv });
      expect(ended).to.deep.equal({ code: 0, signal: null, stdout: `${LIVES.join('\n')}\n`, stderr: '' });
    });
  }
});

describe('Where intrinsics are not what the runtime has made them', () => {
  for (const [what, hows] of Object.entries({ 'Object.prototype': ['has one more property'], 'a DOM': ['was there before', 'comes later'] })) {
    for (const how of hows) {
      it(`a scope lives as ever: ${what} ${how}`, async () => {
        expect(await run('scope/is-hardened', { args: [how] })).to.deep.equal({ code: 0, signal: null, stdout: `${LIVES.join('\n')}\n`, stderr: '' });
      });
    }
  }
});
