import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { run, start, type Ended } from '../support/process.ts';
import { isBun } from '../support/runtime.ts';
import { insists } from '../support/until.ts';
import { isOfAProcess, ROWS } from './windows/rows.ts';

/** Runs them until the machine was quick enough for what has to come soon. */
async function inTime(steps: readonly string[]): Promise<Ended> {
  const ended = await run('signals/scenario', { args: [JSON.stringify(steps)] });
  return ended.code === 99 ? inTime(steps) : ended;
}

for (const [what, rows] of Object.entries(ROWS)) {
  describe(what, function () {
    this.timeout(120_000); // some wait for a moment in which the machine is quick enough

    for (const [title, { steps, heard, dies }] of Object.entries(rows).filter(([, row]) => !isOfAProcess(row))) {
      it(title, async () => {
        const { code, signal, stdout, stderr } = await inTime(steps);
        const lines = dies === undefined ? [...heard, 'exit 0'] : heard;
        expect({ code, signal, stdout, stderr }).to.deep.equal({ code: dies === undefined ? 0 : null, signal: dies ?? null, stdout: lines.map((line) => `${line}\n`).join(''), stderr: '' });
      });
    }
  });
}

describe('A window ends', () => {
  /** Its loop runs no timer then that keeps nothing alive. What a SIGINT does there without a capture. */
  for (const [flag, end] of [['--watch', { code: 0, signal: null }], ['--hot', { code: null, signal: 'SIGINT' }]] as const) {
    it(`also where bun ${flag} waits for a change`, async function () {
      if (!isBun) return this.skip();
      await using child = await start('signals/waits-for-a-change', { args: ['100'], execArgv: [flag] });
      child.send('SIGINT');
      await child.line('going on');
      await insists(child, 'SIGINT');
      expect(await child.ended).to.include(end);
    });

    it(`not before its time where bun ${flag} waits for a change`, async function () {
      if (!isBun) return this.skip();
      await using child = await start('signals/waits-for-a-change', { args: ['60000'], execArgv: [flag] });
      child.send('SIGINT');
      await child.line('going on');
      for (let key = 0; key < 3; key++) {
        child.send('SIGINT');
        await setTimeout(20);
      }
      await setTimeout(60); // which another signal is taken for the same key for
      child.send('SIGTERM');
      expect(await child.ended).to.include({ code: null, signal: 'SIGTERM' });
    });

    it(`behind a blocked loop with what has come meanwhile, where bun ${flag} waits for a change`, async function () {
      if (!isBun) return this.skip();
      await using child = await start('signals/waits-for-a-change', { args: ['100', 'blocks'], execArgv: [flag] });
      child.send('SIGINT');
      await child.line('blocking');
      child.send('SIGTERM');
      await setTimeout(200); // the window is over, and the loop is blocked
      child.send('SIGINT');
      await child.line('going on');
      await insists(child, 'SIGINT');
      expect(await child.ended).to.include(end);
    });
  }
});
