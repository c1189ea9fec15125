import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { run, start } from '../../support/process.ts';

/** How long after the line of its cleanup the process is stopped; -1: with the signal on its way. */
const STOPPED_AFTER_MS = { 'with the signal on its way': -1, 'at once': 0, 'when its watchdog runs': 150 } as const;

export function hasItsTurn(way: string, when: keyof typeof STOPPED_AFTER_MS): void {
  const ms = STOPPED_AFTER_MS[when];
  it(`gives a process that was suspended past it its turn, with line and exit listeners: it ${way}, stopped ${when}`, async () => {
    await using child = await start('scope/overstays', { args: [way, '400'] });
    child.send('SIGTERM');
    if (ms >= 0) await child.line('cleaning up');
    if (ms > 0) await setTimeout(ms);
    child.send('SIGSTOP');
    await setTimeout(1500); // grace, the window, the slack of the watchdog, and what is taken for a suspension
    child.send('SIGCONT');
    const { code, signal, stdout, stderr } = await child.ended;
    expect({ code, signal, stdout }).to.deep.equal({ code: null, signal: 'SIGTERM', stdout: 'cleaning up\nexit 143\n' });
    expect(stderr).to.match(/^capture-signals: still open 400 ms after SIGTERM[^\n]*\n$/);
  });
}

export function endsFailed(way: string, line: RegExp): void {
  it(`ends a scope with exit code 1, in one line, after ${way}`, async () => {
    const { stderr, ...ended } = await run('scope/overstays', { args: [way] });
    expect(ended).to.deep.equal({ code: 1, signal: null, stdout: 'exit 1\n' });
    expect(stderr).to.match(/^capture-signals: still open 200 ms [^\n]*\n$/).and.match(line);
  });
}

export function endsBySignal(way: string, signal: NodeJS.Signals): void {
  it(`ends a scope by the signal, in one line, after ${way}`, async () => {
    const { stderr, ...ended } = await run('scope/overstays', { args: [way] });
    expect(ended).to.deep.equal({ code: null, signal, stdout: `exit ${signal === 'SIGHUP' ? 129 : 143}\n` });
    expect(stderr).to.match(new RegExp(`^capture-signals: still open 200 ms after ${signal}[^\\n]*\\n$`));
  });
}
