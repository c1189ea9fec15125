import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import { running } from './leftovers.ts';
import { run, start } from './process.ts';
import { startInTerminal } from './terminal.ts';

/** The failure of `promise`, which must fail. */
const failure = (promise: Promise<unknown>) => promise.then(() => expect.fail('It did not fail'), (error: Error) => error);

/** A zombie has ended: whoever adopts orphans here may take its time to reap it. */
function isRunning(pid: number): boolean {
  try {
    return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('start()', () => {
  it('resolves when the program is ready, and reports how it ended', async () => {
    await using child = await start('harness-echo', { args: ['7'] });
    child.send('SIGINT');
    await child.line('heard SIGINT');
    child.write('hello\n');
    await child.line(/^heard h/);
    child.process.stdin!.end();
    expect(await child.ended).to.deep.equal({ code: 7, signal: null, stdout: 'heard SIGINT\nheard hello\n', stderr: '' });
  });

  it('reports the signal that killed', async () => {
    await using child = await start('harness-echo');
    child.send('SIGTERM');
    expect(await child.ended).to.include({ code: null, signal: 'SIGTERM' });
  });

  it('rejects with the output when the program ends before it is ready', async () => {
    expect(await failure(start('harness-fails'))).to.have.property('message').that.matches(/ended \(3\)\nno luck/);
    expect(running.size).to.equal(0);
  });

  it('rejects when the command does not exist', async () => {
    expect(await failure(start('harness-echo', { command: ['/no/such/runtime'] }))).to.have.property('code', 'ENOENT');
  });

  it('kills the program on disposal', async () => {
    let pid: number;
    {
      await using child = await start('harness-echo');
      pid = child.pid;
    }
    expect(isRunning(pid)).to.equal(false);
    expect(running.size).to.equal(0);
  });
});

describe('Child.line()', () => {
  it('rejects with the output when the line can no longer come', async () => {
    await using child = await start('harness-echo');
    child.write('hello\n');
    await child.line('heard hello');
    const error = failure(child.line('heard hello'));
    child.send('SIGKILL');
    expect(await error).to.have.property('message').that.matches(/ended \(SIGKILL\)\nready\nheard hello\n/);
  });
});

describe('run()', () => {
  it('waits for the end', async () => {
    expect(await run('harness-fails')).to.deep.equal({ code: 3, signal: null, stdout: '', stderr: 'no luck\n' });
  });

  it('kills what the program left in its group', async () => {
    const { stdout } = await run('harness-orphan');
    const pid = Number(/left (\d+)/.exec(stdout)![1]);
    while (isRunning(pid)) await setImmediate();
  });
});

describe('startInTerminal()', () => {
  it('turns Ctrl-C into SIGINT for the foreground job', async () => {
    await using terminal = await startInTerminal('harness-echo');
    terminal.press('\x03');
    await terminal.line('heard SIGINT');
    terminal.press('\x04');
    const { output, ...how } = await terminal.ended;
    expect(how).to.deep.equal({ code: 0, signal: null });
    expect(output).to.match(/ready\n\^Cheard SIGINT\n$/);
    await terminal.alone;
  });

  it('knows the modes of the terminal, also after the job was killed', async () => {
    await using terminal = await startInTerminal('harness-raw');
    expect(await terminal.isRaw()).to.equal(true);
    terminal.press('\x03');
    await terminal.line('pressed 03');
    terminal.press('q');
    expect(await terminal.ended).to.include({ code: null, signal: 'SIGKILL' });
    expect(await terminal.modes()).to.deep.equal({ canonical: false, echo: false, signals: false });
  });

  it('sees the cooked mode come back', async () => {
    await using terminal = await startInTerminal('harness-raw');
    terminal.press('c');
    await terminal.line('pressed 63');
    terminal.press('x\n');
    await terminal.line('pressed 780a');
    expect(await terminal.isRaw()).to.equal(false);
  });

  it('finds descendants that have left the session, and kills them on disposal', async () => {
    let pid: number;
    {
      await using terminal = await startInTerminal('harness-orphan', { args: ['away'], ready: /^left/ });
      await terminal.ended;
      const [orphan, ...others] = await terminal.descendants();
      expect(orphan).to.have.property('command').that.matches(/sleep 600$/);
      expect(others).to.deep.equal([]);
      pid = orphan!.pid;
    }
    expect(isRunning(pid)).to.equal(false);
  });

  it('runs any command line, sees it stopped and continued', async () => {
    await using terminal = await startInTerminal(['bash', '-c', 'echo ready; read -r line; echo "got $line"; exit 4']);
    terminal.press('\x1a');
    await terminal.line('stopped by SIGTSTP');
    terminal.send('SIGCONT');
    terminal.press('it\n');
    await terminal.line('got it');
    expect(await terminal.ended).to.include({ code: 4 });
  });

  it('hangs up', async () => {
    await using terminal = await startInTerminal(['sh', '-c', 'echo ready; exec sleep 600']);
    terminal.hangUp();
    expect(await terminal.ended).to.include({ signal: 'SIGHUP' });
  });
});
