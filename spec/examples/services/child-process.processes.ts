import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { run, start } from '../../support/process.ts';
import { startInTerminal } from '../../support/terminal.ts';
import { servicePath } from '../built.ts';

const example = servicePath('child-process');
const child = fileURLToPath(new URL('../../programs/services/cleans-up-as-told.mjs', import.meta.url));
const ready = 'The child works';
const args = (group: string, ...rest: string[]) => [group, process.execPath, child, ...rest];

describe('examples/services/child-process', () => {
  for (const [group, heard] of [['shared', 'SIGINT'], ['detached', 'SIGTERM']] as const) {
    it(`on Ctrl-C, a child that is ${group} hears ${heard}, once, and is waited for`, async () => {
      await using terminal = await startInTerminal(example, { args: args(group), ready });
      terminal.press('\x03');
      const { output, ...end } = await terminal.ended;
      expect(end).to.deep.equal({ code: null, signal: 'SIGINT' });
      expect(output.replace('^C', '')).to.equal(`The child works\nThe child heard ${heard}\nThe child has cleaned up\n`);
    });

    it(`on SIGTERM to its parent alone, a child that is ${group} hears SIGTERM, once, and is waited for`, async () => {
      await using parent = await start(example, { args: args(group), ready });
      parent.send('SIGTERM');
      expect(await parent.ended).to.deep.equal({
        code: null, signal: 'SIGTERM', stdout: 'The child works\nThe child heard SIGTERM\nThe child has cleaned up\n', stderr: '',
      });
    });
  }

  it('tells a child that is shared of a SIGINT that is no key', async () => {
    await using parent = await start(example, { args: args('shared'), ready });
    parent.send('SIGINT');
    expect(await parent.ended).to.include({ signal: 'SIGINT', stdout: 'The child works\nThe child heard SIGTERM\nThe child has cleaned up\n', stderr: '' });
  });

  it('kills a child that takes too long', async () => {
    await using parent = await start(example, { args: args('shared', 'hangs'), ready, env: { TIMEOUT_MS: '100' } });
    parent.send('SIGTERM');
    expect(await parent.ended).to.deep.equal({ code: null, signal: 'SIGTERM', stdout: 'The child works\nThe child heard SIGTERM\n', stderr: '' });
  });

  it('ends with the exit code of a child that has ended by itself', async () => {
    expect(await run(example, { args: ['shared', 'sh', '-c', 'exit 3'] })).to.include({ code: 3, signal: null, stderr: '' });
  });
});
