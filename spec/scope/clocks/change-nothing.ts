import { expect } from 'chai';
import { run } from '../../support/process.ts';

const WHAT: Record<string, { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: RegExp }> = {
  'opens, is interrupted and closes': { code: 0, signal: null, stdout: 'checkpoint: SIGTERM\nclosed\n', stderr: /^$/ },
  'fakes between request and closing': { code: 0, signal: null, stdout: 'drained\nclosed\n', stderr: /^$/ },
  'ends its window': { code: null, signal: 'SIGINT', stdout: 'a repeat\n', stderr: /^$/ },
  'runs out of grace': { code: null, signal: 'SIGTERM', stdout: '', stderr: /^capture-signals: still open 200 ms after SIGTERM[^\n]*\n$/ },
  'fails, and is never closed': { code: 1, signal: null, stdout: '', stderr: /a failure\n[^]* at / },
  'runs out of grace, blocked': { code: null, signal: 'SIGKILL', stdout: '', stderr: /^$/ },
};

/** Timers and clocks that were faked so. */
export function changeNothing(how: string): void {
  it(`change nothing of a scope: ${how}`, async () => {
    const execArgv = how.startsWith('node:test') ? ['--disable-warning=ExperimentalWarning'] : [];
    await Promise.all(Object.entries(WHAT).map(async ([what, { stderr, ...wanted }]) => {
      const { stderr: printed, ...ended } = await run('scope/fakes-time', { args: [how, what], execArgv });
      expect(ended, what).to.deep.equal(wanted);
      expect(printed, what).to.match(stderr);
    }));
  });
}
