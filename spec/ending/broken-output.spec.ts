import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Child } from '../support/process.ts';
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

  const command = (way: string) => [...runtimeCommand, programPath('ending/writes-in-its-cleanup'), way, 'cleaned-up'].map(quote).join(' ');
  const read = (file: string) => readFile(join(folder, file), 'utf8').catch(() => '');

  /** A pipeline in a process group of its own; the shell, which hears the key too, tells how each of its programs has ended. */
  async function pipe(way: string, reader: string, key: 'SIGINT' | 'SIGTERM'): Promise<{ statuses: string; errors: string }> {
    const script = `trap : INT TERM\n${command(way)} 2> errors ${reader}\necho "\${PIPESTATUS[@]}" > statuses`;
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
});
