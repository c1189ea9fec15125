import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Child, start } from '../support/process.ts';
import { programPath, runtimeCommand } from '../support/runtime.ts';
import { startInTerminal } from '../support/terminal.ts';
import { until } from '../support/until.ts';

const quote = (word: string) => `'${word}'`;
const WAYS = [
  'console.log', 'console.error', 'both in turn', 'process.stdout.write', 'a pipeline into stdout, whose failure is caught', 'from a floating callback',
  'a pipeline into stdout', 'a write that is awaited', 'a task that pipes into stdout',
  'in a task and in what was deferred',
];
/** What a shell pipes a program into. All end by the same key; the last keeps stderr. */
const READERS: Record<string, string> = {
  'tee': '2>&1 | tee log',
  'cat': '2>&1 | cat > log',
  'grep': '2>&1 | grep --line-buffered . > log',
  'a reader of a reader': '2>&1 | tee log | cat > other',
  'tee, stdout alone': '| tee log',
};

describe('A program whose output is piped into one that the same key ends', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'capture-signals-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const command = (way: string, beside = 'nothing') => [...runtimeCommand, programPath('ending/writes-in-its-cleanup'), way, 'cleaned-up', beside].map(quote).join(' ');
  const read = (file: string) => readFile(join(folder, file), 'utf8').catch(() => '');

  /** A pipeline in a process group of its own; the shell, which hears the key too, tells how each of its programs has ended. */
  async function pipe(way: string, reader: string, key: 'SIGINT' | 'SIGTERM', beside?: string): Promise<{ statuses: string; errors: string }> {
    const script = `trap : INT TERM\n${command(way, beside)} 2> errors ${reader}\necho "\${PIPESTATUS[@]}" > statuses`;
    await using shell = new Child(['bash', '-c', script.replace(/2> errors (?=2>&1)/, '')], { cwd: folder });
    await until('it is ready', async () => (await read('log')).includes('ready'), 50);
    shell.sendToGroup(key);
    await shell.ended;
    return { statuses: await read('statuses'), errors: await read('errors') };
  }

  for (const way of WAYS) {
    it(`cleans up to the end, and dies by the signal, when it writes there by ${way}`, async () => {
      const { statuses } = await pipe(way, READERS['tee']!, 'SIGINT');
      expect(await read('cleaned-up')).to.equal('cleaned up');
      expect(statuses).to.equal('130 130\n');
    });
  }

  for (const [title, reader] of Object.entries(READERS)) {
    it(`cleans up to the end beside ${title}, also by SIGTERM`, async () => {
      for (const [key, status] of [['SIGINT', 130], ['SIGTERM', 143]] as const) {
        await rm(join(folder, 'cleaned-up'), { force: true });
        await writeFile(join(folder, 'log'), '');
        const { statuses, errors } = await pipe('both in turn', reader, key);
        expect(await read('cleaned-up'), key).to.equal('cleaned up');
        expect(statuses).to.match(new RegExp(`^${status} ${status}( ${status})?\\n$`));
        if (title === 'tee, stdout alone') expect(errors.split('\n').filter((line) => line !== ''), key).to.deep.equal([0, 1, 2, 3, 4].map((line) => `rolling back ${line}`));
      }
    });
  }

  it('cleans up to the end in a terminal', async () => {
    await using terminal = await startInTerminal(['bash', '-c', `${command('both in turn')} | tee log`], { cwd: folder });
    terminal.press('\x03');
    await terminal.alone;
    expect(await read('cleaned-up')).to.equal('cleaned up');
  });

  it('cleans up to the end when its terminal is closed, also where it listens for uncaught errors', async () => {
    for (const beside of ['nothing', 'listens']) {
      await rm(join(folder, 'cleaned-up'), { force: true });
      await using terminal = await startInTerminal(['bash', '-c', `exec ${command('both in turn', beside)}`], { cwd: folder });
      terminal.hangUp();
      await terminal.alone;
      expect(await read('cleaned-up'), beside).to.equal('cleaned up');
    }
    expect(await read('caught')).not.to.match(/EIO/);
  });

  it('fails as ever when the reader goes without any signal', async () => {
    const script = `${command('before any signal')} 2> errors | head -n 1 > log\necho "\${PIPESTATUS[@]}" > statuses`;
    await using shell = new Child(['bash', '-c', script], { cwd: folder });
    await shell.ended;
    expect(await read('statuses')).to.equal('1 0\n');
    expect(await read('errors')).to.match(/EPIPE/);
  });

  it('fails as ever when another pipe of its own is broken', async () => {
    await using child = new Child([...runtimeCommand, programPath('ending/writes-in-its-cleanup'), 'into a child that does not read', 'cleaned-up'], { cwd: folder });
    await child.line('ready');
    child.send('SIGINT');
    const { code, stderr } = await child.ended;
    expect(code).to.equal(1);
    expect(stderr).to.match(/EPIPE/);
    expect(await read('cleaned-up')).to.equal('');
  });

  it('cleans up to the end where it listens for uncaught errors', async () => {
    const { statuses } = await pipe('both in turn', READERS['tee']!, 'SIGINT', 'listens');
    expect(await read('cleaned-up')).to.equal('cleaned up');
    expect(await read('caught')).to.match(/^Interrupted by SIGINT\n$|^The operation was aborted\n$/);
    expect(statuses).to.equal('1 130\n');
  });
});

describe('A program whose parent has died', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'capture-signals-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** What it ends by, and what it has noted. */
  async function orphaned(how: string, beside = 'nothing'): Promise<{ end: unknown; noted: string }> {
    const file = join(folder, `${how}, ${beside}`);
    await using child = await start('ending/loses-its-reader', { args: [how, file, beside], ready: /ready/ });
    const exited = once(child.process, 'exit');
    child.process.stdout!.destroy();
    child.process.stderr!.destroy();
    child.process.stdin!.end();
    const [code, signal] = await exited;
    return { end: signal ?? code, noted: await readFile(file, 'utf8').catch(() => '') };
  }

  const HOWS: Record<string, number | NodeJS.Signals> = {
    'aborts': 1,
    'aborts with an error': 1,
    'aborts with an interrupt': 'SIGHUP',
    'raises SIGHUP': 'SIGHUP',
    'closes': 1,
    'is told by its parent': 1,
    'fails in a task': 1,
    'returns': 0,
  };
  for (const [how, end] of Object.entries(HOWS)) {
    it(`cleans up to the end, whoever listens, when it ${how}`, async () => {
      const [alone, listens, hears] = await Promise.all(['nothing', 'a listener for uncaught errors', 'listeners of stdout and stderr'].map((beside) => orphaned(how, beside)));
      expect(alone).to.deep.equal({ end, noted: 'cleaned up\n' });
      expect(listens!.noted).to.match(end === 0 ? /^cleaned up\n$/ : /^cleaned up\ncaught (?!.*EPIPE)/);
      expect(hears!.noted).to.match(/^(heard EPIPE\n)+cleaned up\n$/);
      expect(hears!.end).to.equal(end);
    });
  }

  it('cleans up to the end where node:test listens', async () => {
    const ends = await Promise.all(['aborts', 'raises SIGHUP', 'closes'].map((how) => orphaned(how, 'node:test')));
    expect(ends.map(({ noted }) => noted)).to.deep.equal(['cleaned up\n', 'cleaned up\n', 'cleaned up\n']);
  });

  for (const how of ['has closed before', 'is idle']) {
    it(`fails as ever, and whoever listens is told, when its scope ${how}`, async () => {
      const [alone, listens] = await Promise.all(['nothing', 'a listener for uncaught errors'].map((beside) => orphaned(how, beside)));
      const before = how === 'is idle' ? '' : 'cleaned up\n';
      expect(alone).to.deep.equal({ end: 1, noted: before });
      expect(listens).to.deep.equal({ end: 6, noted: `${before}caught write EPIPE\n` });
    });
  }

  it('is told of another failure of stdout as ever', async () => {
    expect(await orphaned('raises SIGHUP', 'another failure of stdout')).to.deep.equal({ end: 1, noted: '' });
  });
});
