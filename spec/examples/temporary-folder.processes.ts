import { expect } from 'chai';
import { start, type Child } from '../support/process.ts';
import { insists, until } from '../support/until.ts';
import { sourcePath } from './built.ts';
import { filesIn, temporaryDirectory } from './directory.ts';

const ready = /^Building in /;

interface End {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** What is on stderr. */
  tells: RegExp;
}

interface Row extends End {
  title: string;
  way: string;
  env?: Record<string, string>;
  /** What is done to it once it works. */
  tell?: (child: Child, files: () => Promise<string[]>) => unknown;
}

const by = (signal: NodeJS.Signals, tells = /^$/): End => ({ code: null, signal, tells });
const withCode = (code: number, tells = /^$/): End => ({ code, signal: null, tells });
const send = (signal: NodeJS.Signals) => (child: Child) => child.send(signal);

const hangs = { UPLOAD_MS: '600000', GRACE_MS: '600000' };

const rows: Row[] = [
  { title: 'it ends', way: 'returns', ...withCode(0) },
  { title: 'it throws', way: 'throws', ...withCode(1, /Error: No space left\n/) },
  { title: 'it calls process.exit()', way: 'exits', ...withCode(3) },
  { title: 'a callback throws', way: 'throws-aside', ...withCode(1, /Error: No space left, in a callback\n/) },
  { title: 'Ctrl-C is pressed', way: 'waits', tell: send('SIGINT'), ...by('SIGINT') },
  { title: 'it is told to end', way: 'waits', tell: send('SIGTERM'), ...by('SIGTERM') },
  { title: 'its terminal is closed', way: 'waits', tell: send('SIGHUP'), ...by('SIGHUP') },
  { title: 'grace ends a program that heeds no signal', way: 'ignores', env: { GRACE_MS: '100' }, tell: send('SIGINT'), ...by('SIGINT', /SIGINT/) },
  { title: 'grace ends a cleanup that hangs', way: 'waits', env: { ...hangs, GRACE_MS: '100' }, tell: send('SIGTERM'), ...by('SIGTERM', /upload/) },
  {
    title: 'a second Ctrl-C ends a cleanup that hangs', way: 'waits', env: hangs, ...by('SIGINT'),
    async tell(child, files) {
      child.send('SIGINT');
      await until('the next cleanup runs', async () => (await files()).length === 0);
      await insists(child, 'SIGINT');
    },
  },
];

/** What its comment names. */
const left: Row[] = [
  { title: 'SIGKILL comes', way: 'waits', tell: send('SIGKILL'), ...by('SIGKILL') },
  { title: 'a second Ctrl-C comes before its turn', way: 'ignores', env: hangs, tell: (child) => insists(child, 'SIGINT'), ...by('SIGINT') },
];

/** Runs a row, and says how many folders there are in the end. */
async function foldersAfter({ way, env, tell, tells, title: _, ...end }: Row): Promise<number> {
  await using temporary = await temporaryDirectory();
  const files = () => filesIn(temporary.path);
  await using child = await start(sourcePath('temporary-folder'), { args: [way], env: { TMPDIR: temporary.path, ...env }, ready });
  await tell?.(child, files);
  const { stdout, stderr, ...ended } = await child.ended;
  expect(ended, stderr).to.deep.equal(end);
  expect(stderr).to.match(tells);
  expect(stdout).to.match(/^Building in .+\n$/);
  return (await files()).length;
}

describe('examples/temporary-folder', () => {
  for (const row of rows) {
    it(`is gone when ${row.title}`, async () => {
      expect(await foldersAfter(row)).to.equal(0);
    });
  }

  for (const row of left) {
    it(`is left when ${row.title}`, async () => {
      expect(await foldersAfter(row)).to.equal(1);
    });
  }
});
