import { expect } from 'chai';
import { run, start } from '../support/process.ts';
import { insists } from '../support/until.ts';
import { sourcePath } from './built.ts';

describe('examples/primes', () => {
  it('counts to the end', async () => {
    expect(await run(sourcePath('primes'), { args: ['1000'] })).to.deep.equal({
      code: 0, signal: null, stdout: 'Counting. Press Ctrl-C.\n168 primes, the last one is 997\n', stderr: '',
    });
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`prints what it has found so far, and ends by ${signal}`, async () => {
      await using child = await start(sourcePath('primes'), { ready: 'Counting. Press Ctrl-C.' });
      child.send(signal);
      const { stdout, ...end } = await child.ended;
      expect(end).to.deep.equal({ code: null, signal, stderr: '' });
      expect(stdout).to.match(/\n\d+ primes, the last one is (\d+|undefined)\n$/);
    });
  }
});

describe('examples/fibonacci', () => {
  it('computes to the end', async () => {
    expect(await run(sourcePath('fibonacci'), { args: ['10'] })).to.deep.equal({
      code: 0, signal: null, stdout: 'Computing fibonacci(10). Press Ctrl-C.\n55\n', stderr: '',
    });
  });

  it('is broken by SIGINT', async () => {
    // One that comes as the computation begins is lost, or kills, as the documentation says; whoever sees nothing happen presses again.
    let stdout = '';
    for (let tries = 0; tries < 10 && !stdout.includes('too long'); tries++) {
      await using child = await start(sourcePath('fibonacci'), { ready: /^Computing/ });
      const { stdout: said, ...end } = await Promise.all([child.ended, insists(child, 'SIGINT', 300)]).then(([ended]) => ended);
      expect(end).to.deep.equal({ code: null, signal: 'SIGINT', stderr: '' });
      stdout = said;
    }
    expect(stdout).to.match(/\nThat was taking too long\n$/);
  });
});
