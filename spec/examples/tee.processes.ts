import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { start } from '../support/process.ts';
import { sourceCommand } from '../support/runtime.ts';
import { startInTerminal } from '../support/terminal.ts';
import { sourcePath } from './built.ts';
import { filesIn, temporaryDirectory } from './directory.ts';

const FIRST = 'Deploying to host 1 of 20';
const PIPELINE = '"$@" | tee deploy.log';

/** `shell` is a command line that has the script as `"$@"`. */
function open(shell: string, path: string) {
  const command = ['bash', '-c', shell, 'bash', ...sourceCommand, sourcePath('tee')];
  return startInTerminal(command, { cwd: path, env: { TMPDIR: path }, ready: FIRST });
}

describe('examples/tee', () => {
  it('cleans up to its end when Ctrl-C has ended the reader of its output, and dies by SIGINT', async () => {
    await using temporary = await temporaryDirectory();
    await using terminal = await open(`trap : INT; ${PIPELINE}; echo "ended: \${PIPESTATUS[@]}"`, temporary.path);
    expect(await filesIn(temporary.path)).to.have.members(['deploy.log', 'maintenance.html']);
    terminal.watch((await terminal.descendants()).find(({ command }) => command.includes('examples/tee') && !command.startsWith('bash '))!.pid);
    terminal.press('\x03');
    await terminal.line('ended: 130 130');
    expect(await terminal.ended).to.include({ code: 0, signal: null });
    const fate = await terminal.fate();
    if (fate !== 'unknown') expect(fate).to.deep.equal({ code: null, signal: 'SIGINT' });
    expect(await filesIn(temporary.path)).to.deep.equal(['deploy.log']);
    expect(await readFile(join(temporary.path, 'deploy.log'), 'utf8')).to.match(/^(Deploying to host \d+ of 20\n)+(Waiting for the last host\n)?$/);
  });

  it('lets a shell see that the pipeline was interrupted', async () => {
    await using temporary = await temporaryDirectory();
    await using terminal = await open(`${PIPELINE}; echo goes on`, temporary.path);
    terminal.press('\x03');
    const { output, ...end } = await terminal.ended;
    expect(end).to.deep.equal({ code: null, signal: 'SIGINT' });
    expect(output).not.to.include('goes on');
    expect(await filesIn(temporary.path)).to.deep.equal(['deploy.log']);
  });

  it('prints its cleanup where somebody reads it', async () => {
    await using temporary = await temporaryDirectory();
    await using child = await start(sourcePath('tee'), { env: { TMPDIR: temporary.path }, ready: FIRST });
    child.send('SIGTERM');
    const { stdout, ...end } = await child.ended;
    expect(end).to.deep.equal({ code: null, signal: 'SIGTERM', stderr: '' });
    expect(stdout).to.match(/^(Deploying to host \d+ of 20\n)+Waiting for the last host\nRemoving the notice\n$/);
    expect(await filesIn(temporary.path)).to.deep.equal([]);
  });
});
