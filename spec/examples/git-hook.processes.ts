import { execFileSync } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { Child, start } from '../support/process.ts';
import { plainCommand } from '../support/runtime.ts';
import { startInTerminal } from '../support/terminal.ts';
import { BuiltExamples } from './built.ts';
import { filesIn, temporaryDirectory } from './directory.ts';
import { visible } from './visible.ts';

/** Shows what it finds of the files that are to be committed. */
const CHECK = 'cat note.txt';

/** A repository with a staged file, and the hook with these checks; `temporary` is where the hook makes its folder. */
async function repository(hook: string, checks: readonly string[]) {
  const directory = await temporaryDirectory();
  const [path, temporary] = [join(directory.path, 'repository'), join(directory.path, 'temporary')];
  await mkdir(temporary);
  const env = { TMPDIR: temporary, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  const git = (...args: string[]) => execFileSync('git', args, { cwd: path, encoding: 'utf8', env: { ...process.env, ...env }, stdio: 'pipe' });
  await mkdir(path);
  git('init', '--quiet');
  git('config', 'user.name', 'Ada');
  git('config', 'user.email', 'ada@example.org');
  git('config', 'core.hooksPath', 'hooks');
  await mkdir(join(path, 'hooks'));
  const command = [...plainCommand, hook, ...checks].map((word) => `'${word}'`).join(' ');
  await writeFile(join(path, 'hooks/pre-commit'), `#!/bin/sh\nexec ${command}\n`);
  await chmod(join(path, 'hooks/pre-commit'), 0o755);
  await writeFile(join(path, 'note.txt'), 'staged\n');
  git('add', 'note.txt');
  await writeFile(join(path, 'note.txt'), 'not staged\n');
  return {
    path,
    env,
    temporary,
    commits: () => Number(git('rev-list', '--all', '--count')),
    status: () => git('status', '--short', 'note.txt'),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

const LOOKS_AGAIN = fileURLToPath(new URL('../programs/looks-at-a-note.mjs', import.meta.url));
const COMMIT = ['git', 'commit', '--quiet', '--message', 'A note'];

describe('examples/git-hook', () => {
  let built: BuiltExamples;
  let hook: string;
  before(async () => {
    built = await BuiltExamples.build();
    hook = built.plainPath('git-hook.mjs');
  });
  after(() => built[Symbol.asyncDispose]());

  it('lets a commit be made when its checks succeed, and shows them what is staged', async () => {
    await using repo = await repository(hook, [CHECK, 'echo the second']);
    await using child = new Child(COMMIT, { cwd: repo.path, env: repo.env });
    const { stdout, stderr, ...end } = await child.ended;
    expect(end).to.deep.equal({ code: 0, signal: null });
    expect(stdout + stderr).to.equal('staged\nthe second\n');
    expect(repo.commits()).to.equal(1);
    expect(repo.status()).to.equal(' M note.txt\n');
    expect(await filesIn(repo.temporary)).to.deep.equal([]);
  });

  it('keeps a commit from being made when a check fails, and runs none after it', async () => {
    await using repo = await repository(hook, ['exit 3', CHECK]);
    await using child = new Child(COMMIT, { cwd: repo.path, env: repo.env });
    expect(await child.ended).to.deep.equal({ code: 1, signal: null, stdout: '', stderr: '' });
    expect(repo.commits()).to.equal(0);
    expect(await filesIn(repo.temporary)).to.deep.equal([]);
  });

  it('on Ctrl-C, ends the check that runs and cleans up, and no commit is made', async () => {
    await using repo = await repository(hook, [`${CHECK}; exec sleep 600`, 'echo the second']);
    await using terminal = await startInTerminal(COMMIT, { cwd: repo.path, env: repo.env, ready: 'staged' });
    expect(await filesIn(repo.temporary)).to.have.length(1);
    terminal.press('\x03');
    expect(await terminal.ended).to.include({ code: null, signal: 'SIGINT' });
    await terminal.alone; // git does not wait for its hook
    expect(visible(terminal.output)).to.equal('staged\n');
    expect(repo.commits()).to.equal(0);
    expect(repo.status()).to.equal('AM note.txt\n');
    expect(await filesIn(repo.temporary)).to.deep.equal([]);
  });

  it('keeps its folder until a check that has its own cleanup to do has ended', async () => {
    await using repo = await repository(hook, [`exec ${process.execPath} ${LOOKS_AGAIN}`]);
    await using terminal = await startInTerminal(COMMIT, { cwd: repo.path, env: repo.env, ready: 'staged' });
    terminal.press('\x03');
    await terminal.alone;
    expect(visible(terminal.output)).to.equal('staged\nstaged\n');
    expect(repo.commits()).to.equal(0);
    expect(await filesIn(repo.temporary)).to.deep.equal([]);
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`dies by ${signal}, as a script that is told alone`, async () => {
      await using repo = await repository(hook, []);
      const ends = signal === 'SIGINT' ? 'sleep 0.2' : 'exec sleep 600';
      await using child = await start(hook, { command: plainCommand, args: [`${CHECK}; ${ends}`, 'echo the second'], cwd: repo.path, env: repo.env, ready: 'staged' });
      child.send(signal);
      expect(await child.ended).to.deep.equal({ code: null, signal, stdout: 'staged\n', stderr: '' });
      expect(await filesIn(repo.temporary)).to.deep.equal([]);
    });
  }
});
