import { expect } from 'chai';
import { start } from '../../support/process.ts';
import { servicePath } from '../built.ts';

const example = servicePath('leftover');

describe('examples/services/leftover', () => {
  it('ends a process in which something is left over, says what, and exits 0', async () => {
    await using child = await start(example, { ready: 'Working', env: { LEFTOVER_MS: '50' } });
    child.send('SIGTERM');
    const { stderr, ...end } = await child.ended;
    expect(end).to.deep.equal({ code: 0, signal: null, stdout: 'Working\nSIGTERM: closing\n' });
    expect(stderr).to.match(/^Ended with something left over: (\w+, )*Timeout(, \w+)*\n$/);
  });

  it('is needed: graceMs ends an open scope alone, and a process with a timer stays', async () => {
    await using child = await start('services/leaves-a-timer', { ready: 'closed for longer than graceMs' });
    child.send('SIGTERM');
    expect(await child.ended).to.include({ code: null, signal: 'SIGTERM', stderr: '' });
  });
});
