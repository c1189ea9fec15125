import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import { run, start } from '../support/process.ts';

const STORM = 100_000;

describe('A storm', function () {
  this.timeout(300_000);

  it(`of ${STORM} signals is one request, and is weathered`, async () => {
    await using child = await start('stress/weathers-a-storm');
    for (let sent = 0; sent < STORM; sent++) {
      child.send('SIGUSR2');
      if (sent % 1000 === 0) await setImmediate();
    }
    child.write('finish\n');
    expect(await child.ended).to.deep.equal({ code: 0, signal: null, stdout: 'caught SIGUSR2, told 1\n', stderr: '' });
    console.log(`      ${STORM} signals, one request`);
  });

  it('of a hundred thousand captures leaves a flat heap', async () => {
    const { code, stdout, stderr } = await run('stress/floods-itself-with-captures', { args: ['1000'], execArgv: ['--expose-gc'] });
    expect({ code, stdout, stderr }).to.deep.equal({ code: 0, stdout: '100000 captures, some interrupted, heap flat\n', stderr: '' });
  });
});
