import { expect } from 'chai';
import { run } from '../support/process.ts';
import { isOfAProcess, ROWS } from './windows/rows.ts';
import { ScenarioWorld } from './windows/world.ts';

for (const [what, rows] of Object.entries(ROWS)) {
  describe(`${what}, in a world of its own:`, () => {
    for (const [title, row] of Object.entries(rows)) {
      if (isOfAProcess(row)) continue;
      it(title, async () => {
        using world = new ScenarioWorld();
        expect(await world.play(row.steps)).to.deep.equal({ heard: row.heard.filter((line) => !line.startsWith('exit')), dies: row.dies });
      });
    }
  });

  describe(what, () => {
    for (const [title, row] of Object.entries(rows)) {
      if (!isOfAProcess(row)) continue;
      it(title, async () => {
        const stdout = [...row.heard, 'exit 0', ''].join('\n');
        expect(await run('signals/scenario', { args: [JSON.stringify(row.steps)] })).to.deep.equal({ code: 0, signal: null, stdout, stderr: '' });
      });
    }
  });
}
