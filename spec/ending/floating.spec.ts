import { expect } from 'chai';
import { mockSignals } from 'capture-signals/testing';
import { run } from '../support/process.ts';
import { shown } from '../support/shown-errors.ts';
import { floatBeside, REASONS, WHAT } from './floating/beside.ts';

/** A mock leaves what fails elsewhere to the runner. */
const OF_A_PROCESS = 'something fails elsewhere';

describe('What was given the signal of a scope and floats', () => {
  for (const reason of REASONS.filter((reason) => reason !== OF_A_PROCESS)) {
    it(`is told to nobody, neither before the cleanup nor after it, when ${reason}`, async () => {
      const isFailure = reason === 'a task fails';
      for (const what of WHAT) {
        using signals = mockSignals();
        const said: string[] = [];
        const told = await floatBeside(reason, what, (line) => said.push(line), (signal) => signals.send(signal)).then(() => 'nothing', ({ message }: Error) => message);
        expect(told, what).to.equal(isFailure ? 'no database' : 'nothing');
        expect(said, what).to.deep.equal(isFailure ? ['cleaned up'] : ['cleaned up', 'going on']);
        expect(await Promise.race([signals.ending, 'none']), what).to.equal('none');
      }
    });
  }

  it(`does not end the process before the cleanup when ${OF_A_PROCESS}`, async () => {
    const { stderr, ...ended } = await run('ending/floats-beside', { args: [OF_A_PROCESS, 'a timer'] });
    expect(ended).to.deep.equal({ code: 1, signal: null, stdout: 'cleaned up\nexit 1\n' });
    expect(stderr).to.match(shown('no database'));
  });

  for (const how of ['a timer', 'a timer that is awaited later', 'a race that is awaited later', 'a race that is awaited later, with a string', 'a signal that was taken before', 'a race', 'a checkpoint', 'its parent had aborted', 'while it closes']) {
    it(`does not either when nobody was there to be told at first: ${how}`, async () => {
      expect(await run('ending/floats-late', { args: [how] })).to.deep.equal({ code: 0, signal: null, stdout: 'cleaned up\nexit 0\n', stderr: '' });
    });
  }

  it('does not either when the reason is no Error, whatever it is', async () => {
    expect(await run('ending/floats-with-odd-reasons')).to.deep.equal({ code: 0, signal: null, stdout: 'all told by closing\n', stderr: '' });
  });

  for (const how of ['cancelled', 'closed', 'closing']) {
    it(`does not either when a Ctrl-C was caught before ${how === 'closing' ? 'somebody is told of the closing' : `the scope was ${how}`}`, async () => {
      expect(await run('ending/goes-on-and-ends-another', { args: [how] })).to.deep.equal({ code: 0, signal: null, stdout: 'cleaned up\ngoing on\n', stderr: '' });
    });
  }

  it('fails as ever when it looks like an abort, and the program has opened another scope since a Ctrl-C that was caught', async () => {
    const { code, signal, stderr } = await run('ending/goes-on-and-ends-another', { args: ['has opened another'] });
    expect({ code, signal }).to.deep.equal({ code: 1, signal: null });
    expect(stderr).to.match(/canceled/);
  });

  it('does so by the signal when it is an interrupt that was caught before, of another scope', async () => {
    const { code, signal, stderr } = await run('ending/goes-on-and-ends-another', { args: ['let go'] });
    expect({ code, signal, stderr }).to.deep.equal({ code: null, signal: 'SIGINT', stderr: '' });
  });

  for (const how of ['begun', 'late']) {
    it(`fails as ever when it ${how === 'begun' ? 'is begun with the signal of a scope that has closed' : 'rejects once closing has settled'}`, async () => {
      const { stderr, ...ended } = await run('ending/begins-with-a-closed-scope', { args: [how] });
      expect(ended).to.deep.equal({ code: 1, signal: null, stdout: '' });
      expect(stderr).to.match(/The scope has closed/);
    });
  }
});

describe('An abort beside a scope that closes', () => {
  it('is an error as ever when it has a reason of its own', async () => {
    const { code, stderr } = await run('ending/aborts-elsewhere', { args: ['for a reason of its own'] });
    expect(code).to.equal(1);
    expect(stderr).to.match(/no space left/);
  });

  it('is an error as ever when it has null for a cause, and so has the scope', async () => {
    const { code, stderr } = await run('ending/aborts-elsewhere', { args: ['with null as its cause'] });
    expect(code).to.equal(1);
    expect(stderr).to.match(/no space left/);
  });

  it('is an error as ever when it is an object, and the scope was cancelled with nothing', async () => {
    const { code, stderr } = await run('ending/aborts-elsewhere', { args: ['with an object'] });
    expect(code).to.equal(1);
    expect(stderr).not.to.equal('');
  });

  it('waits, and is no error, when it has none', async () => {
    expect(await run('ending/aborts-elsewhere', { args: ['for none'] })).to.deep.equal({ code: 0, signal: null, stdout: 'going on\nexit 0\n', stderr: '' });
  });
});

describe('A scope that is never closed', () => {
  it('and was interrupted leaves the program the work that it does when all else is done', async () => {
    expect(await run('ending/works-before-exit')).to.deep.equal({ code: null, signal: 'SIGTERM', stdout: 'the last work is done\n', stderr: '' });
  });

  for (const what of ['floats', 'nothing floats', 'beside a task']) {
    it(`and was interrupted ends the process by the signal when it runs out of work: ${what}`, async () => {
      const { code, signal, stdout, stderr } = await run('ending/never-closes', { args: ['interrupt', what] });
      expect({ code, signal, stderr }).to.deep.equal({ code: null, signal: 'SIGTERM', stderr: '' });
      expect(stdout).to.equal('exit 143\na later exit listener\n');
    });
  }

  for (const reason of ['failure', 'uncaught', 'abort']) {
    for (const what of ['floats', 'nothing floats']) {
      if (reason === 'abort' && what === 'nothing floats') continue; // nobody has let anything go
      it(`tells what it was ended with when it runs out of work, and all exit listeners run: ${reason}, ${what}`, async () => {
        const { stderr, ...ended } = await run('ending/never-closes', { args: [reason, what] });
        expect(ended).to.deep.equal({ code: 1, signal: null, stdout: 'exit 1\na later exit listener\n' });
        expect(stderr).to.match(reason === 'abort' ? /enough/ : shown('no database')).and.not.match(/Several/);
      });
    }
  }

  it('tells a listener for uncaught errors of its failure, once', async () => {
    const stdout = 'uncaught: no database\nexit 0\na later exit listener\n';
    expect(await run('ending/never-closes', { args: ['failure', 'listens to uncaughtException'] })).to.deep.equal({ code: 0, signal: null, stdout, stderr: '' });
  });
});
