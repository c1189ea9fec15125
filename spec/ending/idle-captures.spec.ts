import { setImmediate, setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { captureSignals, findInterrupt, type SignalCapture } from 'capture-signals';
import { mockSignals } from 'capture-signals/testing';
import { beside, IDLE } from './idle-captures/idle.ts';

describe('A capture elsewhere that was not interrupted, in a world of its own,', () => {
  const idlers: SignalCapture[] = [];
  const open = ((...args: Parameters<typeof captureSignals>) => {
    const idler = captureSignals(...args);
    idlers.push(idler);
    return idler;
  }) as typeof captureSignals;
  afterEach(() => Promise.allSettled(idlers.splice(0).map((idler) => idler.close())));

  for (const [idle, opens] of Object.entries(IDLE)) {
    it(`does not hold an interrupt that nobody caught: one ${idle}`, async () => {
      using signals = mockSignals();
      const said: string[] = [];
      opens(open);
      void beside(idle, () => signals.send('SIGINT'), (line) => said.push(line), ({ signal }) => setTimeout(60_000, undefined, { signal }));
      expect(await signals.ending).to.deep.equal({ signal: 'SIGINT' });
      expect(said).to.deep.equal(['cleaned up']);
    });

    it(`does not hold an abort without a cause that the interrupt has become: one ${idle}`, async () => {
      using signals = mockSignals();
      opens(open);
      void beside(idle, () => signals.send('SIGINT'), () => {}, async ({ signal }) => {
        if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
        throw Object.assign(new Error('canceled'), { code: 'ERR_CANCELED' });
      });
      expect(await signals.ending).to.deep.equal({ signal: 'SIGINT' });
    });

    it(`does not keep a floating promise from waiting for how the block ends: one ${idle}`, async () => {
      using signals = mockSignals();
      const said: string[] = [];
      opens(open);
      const thrown: unknown = await beside(idle, () => signals.send('SIGINT'), (line) => said.push(line), ({ signal }) => {
        void setTimeout(60_000, undefined, { signal });
        return setTimeout(60_000, undefined, { signal });
      }).catch((error: unknown) => error);
      expect(findInterrupt(thrown)?.signal).to.equal('SIGINT');
      for (let turn = 0; turn < 5; turn++) await setImmediate();
      expect(await Promise.race([signals.ending, 'goes on'])).to.equal('goes on');
      expect(said).to.deep.equal(['cleaned up']);
    });
  }
});
