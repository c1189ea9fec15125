import { expect } from 'chai';
import { run, start } from '../support/process.ts';
import { shown } from '../support/shown-errors.ts';

const DISK_FULL = shown('the disk is full');

describe('An uncaught error that throws when it is looked at', () => {
  for (const what of ['a getter of name', 'a getter of code', 'a getter of signal', 'a getter of cause', 'a cycle', 'a frozen one']) {
    it(`is an error as ever: ${what}`, async () => {
      for (const how of ['thrown', 'rejected']) {
        const { stderr, ...ended } = await run('uncaught/throws-oddities', { args: [what, how] });
        expect(ended, how).to.deep.equal({ code: 1, signal: null, stdout: 'exit 1\n' });
        expect(stderr, how).not.to.match(/node_modules/);
      }
    });
  }
});

describe('uncaught: true', () => {
  for (const what of ['a timer throws', 'a promise floats', 'an emitter has no error listener']) {
    it(`closes the scope, then shows the error and exits 1, when ${what}`, async () => {
      const { code, signal, stdout, stderr } = await run('uncaught/fail-elsewhere', { args: [what, 'waits with the signal'] });
      expect({ code, signal, stdout }).to.deep.equal({ code: 1, signal: null, stdout: 'disposed\n' });
      expect(stderr).to.match(DISK_FULL);
    });
  }

  it('false leaves such an error as it was: no cleanup', async () => {
    const { code, stdout, stderr } = await run('uncaught/fail-elsewhere', { args: ['a timer throws', 'is not told'] });
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
    expect(stderr).to.match(DISK_FULL);
  });

  for (const block of ['waits for the promise', 'races', 'computes', 'returns']) {
    it(`shows the error on the terminal when the block ${block}`, async () => {
      const { code, stdout, stderr } = await run('uncaught/fail-elsewhere', { args: ['a timer throws', block] });
      expect(code).to.equal(1);
      if (block !== 'returns') expect(stdout).to.equal('disposed\n'); // one that returns has closed before the error
      expect(stderr).to.match(DISK_FULL);
      expect(stderr).not.to.match(/Suppressed/);
    });
  }

  it('does not tell the block twice: it may catch the error, and the program goes on', async () => {
    const ended = await run('uncaught/fail-elsewhere', { args: ['a timer throws', 'races and catches'] });
    expect(ended).to.deep.equal({ code: 0, signal: null, stdout: 'caught: the disk is full\ndisposed\nmain is over\n', stderr: '' });
  });

  it('shows all that failed', async () => {
    const { code, stdout, stderr } = await run('uncaught/fail-elsewhere', { args: ['two timers throw', 'waits for the promise'] });
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: 'disposed\n' });
    expect(stderr).to.match(DISK_FULL).and.match(shown('the net is down'));
  });

  // An error of a child may be an interrupt, until it is clear that no signal came.
  for (const what of ['a timer throws', 'a child has died', 'a child has answered 130']) {
    it(`lets other listeners run: ${what}`, async () => {
      const { code, stdout } = await run('uncaught/fail-elsewhere', { args: [what, 'races and catches', 'listener'] });
      expect({ code, stdout: stdout.split('\n').sort() }).to.deep.equal({
        code: 0,
        stdout: ['', 'caught: the disk is full', 'disposed', 'listener: the disk is full', 'main is over'],
      });
    });
  }

  it('is over when the scope has closed', async () => {
    const { code, stdout, stderr } = await run('uncaught/fail-after');
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '0\n1\n0\n' });
    expect(stderr).to.match(DISK_FULL);
  });

  it('tells every open scope that asked for it', async () => {
    expect(await run('uncaught/nest')).to.deep.equal({
      code: 0,
      signal: null,
      stdout: 'inner: the disk is full\nouter: the disk is full\n',
      stderr: '',
    });
  });

  it('takes an interrupt for no failure', async () => {
    await using child = await start('uncaught/let-an-interrupt-go');
    child.send('SIGINT');
    expect(await child.ended).to.deep.equal({ code: 0, signal: null, stdout: 'reason: Interrupted by SIGINT\n', stderr: '' });
  });

  it('starts the grace; a scope that is open too long is ended with exit code 1', async () => {
    const { code, signal, stderr } = await run('uncaught/fail-and-hang');
    expect({ code, signal }).to.deep.equal({ code: 1, signal: null });
    expect(stderr).to.match(/^capture-signals: still open 150 ms after a failure/);
  });

  it('puts one listener on the process however many ask for it, and Node warns of nothing', async () => {
    const stdout = 'listeners: 1, 1\nfailed: 25\nlisteners: 0, 0\n';
    expect(await run('uncaught/fail-in-many')).to.deep.equal({ code: 0, signal: null, stdout, stderr: '' });
  });
});
