import { expect } from 'chai';
import { run, start, type Child, type Ended } from '../../support/process.ts';

export const DIES = { code: null, signal: 'SIGINT', stdout: 'cleaned up\nexit 130\n', stderr: '' };

export function isAnErrorAsEver({ stderr, ...ended }: Ended, message: RegExp): void {
  expect(ended).to.deep.equal({ code: 1, signal: null, stdout: 'cleaned up\nexit 1\n' });
  expect(stderr).to.match(message);
}

export function abortIsTheInterrupt(what: string): void {
  it(`is the interrupt when there was one: ${what}`, async () => {
    const [plain, floating, inRun, raced] = await Promise.all(['plain', 'floating', 'in run', 'raced'].map((when) => run('ending/aborts-in-other-words', { args: [what, when] })));
    expect(plain).to.deep.equal(DIES);
    expect(floating).to.deep.equal(DIES);
    expect(inRun).to.deep.equal(DIES);
    expect(raced).to.deep.equal(DIES);
  });
}

export function abortIsAnErrorWithoutOne(what: string): void {
  it(`is an error as ever when there was none: ${what}`, async () => {
    isAnErrorAsEver(await run('ending/aborts-in-other-words', { args: [what, 'never'] }), /abort|cancel/i);
  });
}

export function abortIsNone(what: string): void {
  it(`is none, also when there was an interrupt: ${what}`, async () => {
    for (const when of ['plain', 'in run']) isAnErrorAsEver(await run('ending/aborts-in-other-words', { args: [what, when] }), /bug|timeout|too late|aborted/);
  });
}

/**
 * The key of a terminal, which the program has before its child can have died of it. Beside a load a signal to the group may reach the program up to 9 ms
 * and 268 turns later than the death of its child (Node alone; in 150 of 500 tries): the program may be over by then.
 */
export function pressed(child: Child, key: NodeJS.Signals): void {
  child.send(key);
  child.sendToGroup(key);
}

export function childTellsTheInterrupt(how: string): void {
  it(`is the interrupt, told by ${how}`, async () => {
    for (const [key, exit] of [['SIGINT', 130], ['SIGTERM', 143]] as const) {
      await using child = await start('ending/loses-a-child', { args: [how], ready: 'ready' });
      if (how === 'two at once') await child.line('ready');
      pressed(child, key);
      const { stdout, ...ended } = await child.ended;
      expect(ended).to.deep.equal({ code: null, signal: key, stderr: '' });
      expect(stdout.replaceAll('ready\n', '')).to.equal(`cleaned up\nexit ${exit}\n`);
    }
  });
}

export function childIsAnErrorAsEver(how: string): void {
  it(`is an error as ever when it is ${how}`, async () => {
    isAnErrorAsEver(await run('ending/loses-a-child', { args: [how] }), /sleep was killed|Command failed/);
  });
}
