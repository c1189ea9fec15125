import { expect } from 'chai';
import { start } from '../../support/process.ts';
import { servicePath } from '../built.ts';

describe('examples/services/threads', () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`tells the thread that it was ${signal}, waits for its cleanup, and ends by ${signal}`, async () => {
      await using child = await start(servicePath('threads'), { ready: 'Working' });
      child.send(signal);
      expect(await child.ended).to.deep.equal({
        code: null, signal, stdout: `Working\nThe thread was interrupted by ${signal}\nThe thread has cleaned up\n`, stderr: '',
      });
    });
  }
});

describe('util.transferableAbortSignal()', () => {
  it('hands an interrupt on, too, since Node 22', async () => {
    await using child = await start('services/transfers-its-signal', { ready: 'Working' });
    child.send('SIGTERM');
    const forgets = process.versions.node.startsWith('20.');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGTERM', stdout: `Working\nThe thread: ${forgets ? undefined : 'SIGTERM'}\n`, stderr: '' });
  });
});
