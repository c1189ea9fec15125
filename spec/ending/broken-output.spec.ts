import { expect } from 'chai';
import { Child } from '../support/process.ts';
import { programPath, runtimeCommand } from '../support/runtime.ts';
import { startInTerminal } from '../support/terminal.ts';
import { cleansUpBeside, cleansUpWhenItWrites, cleansUpWhoeverListens, Outputs } from './broken-output/outputs.ts';

describe('A program whose output is piped into one that the same key ends', () => {
  const outputs = new Outputs();

  for (const way of ['console.log', 'a pipeline into stdout', 'a task that pipes into stdout']) cleansUpWhenItWrites(outputs, way);
  cleansUpBeside(outputs, 'tee, stdout alone', '| tee log');

  it('cleans up to the end in a terminal', async () => {
    await using terminal = await startInTerminal(['bash', '-c', `${outputs.command('both in turn')} | tee log`], { cwd: outputs.folder });
    terminal.press('\x03');
    await terminal.alone;
    expect(await outputs.read('cleaned-up')).to.equal('cleaned up');
  });

  it('cleans up to the end when its terminal is closed, also where it listens for uncaught errors', async () => {
    for (const beside of ['nothing', 'listens']) {
      await outputs.forget('cleaned-up');
      await using terminal = await startInTerminal(['bash', '-c', `exec ${outputs.command('both in turn', beside)}`], { cwd: outputs.folder });
      terminal.hangUp();
      await terminal.alone;
      expect(await outputs.read('cleaned-up'), beside).to.equal('cleaned up');
    }
    expect(await outputs.read('caught')).not.to.match(/EIO/);
  });

  it('fails as ever when the reader goes without any signal', async () => {
    const script = `${outputs.command('before any signal')} 2> errors | head -n 1 > log\necho "\${PIPESTATUS[@]}" > statuses`;
    await using shell = new Child(['bash', '-c', script], { cwd: outputs.folder });
    await shell.ended;
    expect(await outputs.read('statuses')).to.equal('1 0\n');
    expect(await outputs.read('errors')).to.match(/EPIPE/);
  });

  it('fails as ever when another pipe of its own is broken', async () => {
    await using child = new Child([...runtimeCommand, programPath('ending/writes-in-its-cleanup'), 'into a child that does not read', 'cleaned-up'], { cwd: outputs.folder });
    await child.line('ready');
    child.send('SIGINT');
    const { code, stderr } = await child.ended;
    expect(code).to.equal(1);
    expect(stderr).to.match(/EPIPE/);
    expect(await outputs.read('cleaned-up')).to.equal('');
  });

  it('cleans up to the end where it listens for uncaught errors', async () => {
    const { statuses } = await outputs.pipe('both in turn', '2>&1 | tee log', 'SIGINT', 'listens');
    expect(await outputs.read('cleaned-up')).to.equal('cleaned up');
    expect(await outputs.read('caught')).to.match(/^Interrupted by SIGINT\n$|^The operation was aborted\n$/);
    expect(statuses).to.equal('1 130\n');
  });
});

describe('A program whose parent has died', () => {
  const outputs = new Outputs();

  cleansUpWhoeverListens(outputs, 'aborts', 1);
  cleansUpWhoeverListens(outputs, 'aborts with an interrupt', 'SIGHUP');
  cleansUpWhoeverListens(outputs, 'returns', 0);

  it('cleans up to the end where node:test listens', async () => {
    const ends = await Promise.all(['aborts', 'raises SIGHUP', 'closes'].map((how) => outputs.orphaned(how, 'node:test')));
    expect(ends.map(({ noted }) => noted)).to.deep.equal(['cleaned up\n', 'cleaned up\n', 'cleaned up\n']);
  });

  for (const how of ['has closed before', 'is idle']) {
    it(`fails as ever, and whoever listens is told, when its scope ${how}`, async () => {
      const [alone, listens] = await Promise.all(['nothing', 'a listener for uncaught errors'].map((beside) => outputs.orphaned(how, beside)));
      const before = how === 'is idle' ? '' : 'cleaned up\n';
      expect(alone).to.deep.equal({ end: 1, noted: before });
      expect(listens).to.deep.equal({ end: 6, noted: `${before}caught write EPIPE\n` });
    });
  }

  it('is told of another failure of stdout as ever', async () => {
    expect(await outputs.orphaned('raises SIGHUP', 'another failure of stdout')).to.deep.equal({ end: 1, noted: '' });
  });
});
