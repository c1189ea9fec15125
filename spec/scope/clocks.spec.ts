import { expect } from 'chai';
import { run } from '../support/process.ts';

const FAKES = [
  'nothing', 'node:test, all', 'node:test, Date alone', 'by hand, clocks that stand', 'by hand, clocks that jump ahead', 'by hand, clocks that go back', 'Date.now alone',
];

const WHAT: Record<string, { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: RegExp }> = {
  'opens, is interrupted and closes': { code: 0, signal: null, stdout: 'checkpoint: SIGTERM\nclosed\n', stderr: /^$/ },
  'fakes between request and closing': { code: 0, signal: null, stdout: 'drained\nclosed\n', stderr: /^$/ },
  'ends its window': { code: null, signal: 'SIGINT', stdout: 'a repeat\n', stderr: /^$/ },
  'runs out of grace': { code: null, signal: 'SIGTERM', stdout: '', stderr: /^capture-signals: still open 200 ms after SIGTERM[^\n]*\n$/ },
  'runs out of grace, blocked': { code: null, signal: 'SIGKILL', stdout: '', stderr: /^$/ },
};

describe('Timers and clocks that a test has faked', () => {
  for (const how of FAKES) {
    it(`change nothing of a scope: ${how}`, async () => {
      const execArgv = how.startsWith('node:test') ? ['--disable-warning=ExperimentalWarning'] : [];
      await Promise.all(Object.entries(WHAT).map(async ([what, { stderr, ...wanted }]) => {
        const { stderr: printed, ...ended } = await run('scope/fakes-time', { args: [how, what], execArgv });
        expect(ended, what).to.deep.equal(wanted);
        expect(printed, what).to.match(stderr);
      }));
    });
  }
});
