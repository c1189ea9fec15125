import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { bundle } from '../support/compiled.ts';
import { insists } from '../support/until.ts';
import { run, start } from '../support/process.ts';

describe('Two copies of the package in one process', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'capture-signals-'));
    bundle(['src/index.ts'], folder);
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  });

  after(() => rm(folder, { recursive: true }));

  for (const first of ['SIGINT', 'SIGTERM'] as const) {
    it(`take ${first} for one request, recognise each other's errors, and wait for each other`, async () => {
      await using child = await start('two-copies', { args: [folder, 'both'] });
      child.send(first);
      const exit = first === 'SIGINT' ? 130 : 143;
      const stdout = `one ${first} ${first}\nother ${first} ${first}\nexit ${exit}\n`;
      expect(await child.ended).to.deep.equal({ code: null, signal: first, stdout, stderr: '' });
    });
  }

  it('swallow repeats', async () => {
    await using child = await start('two-copies', { args: [folder, 'both'] });
    child.send('SIGINT');
    await setTimeout(5);
    child.send('SIGINT');
    expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout: 'one SIGINT SIGINT\nother SIGINT SIGINT\nexit 130\n', stderr: '' });
  });

  it('let a program that caught the interrupt in both exit as it likes', async () => {
    await using child = await start('two-copies', { args: [folder, 'catches'] });
    child.send('SIGTERM');
    expect(await child.ended).to.deep.equal({ code: 0, signal: null, stdout: 'returns\nexit 0\n', stderr: '' });
  });

  it('print one line when grace runs out', async () => {
    await using child = await start('two-copies', { args: [folder, 'hangs'] });
    child.process.stdout!.pause();
    child.send('SIGTERM');
    await once(child.process, 'exit');
    child.process.stdout!.resume();
    const { signal, stderr } = await child.ended;
    expect(signal).to.equal('SIGTERM');
    expect(stderr).to.match(/^capture-signals: still open 300 ms after SIGTERM[^\n]*\n$/);
  });

  it('leave a second Ctrl-C its effect while the loop is blocked', async () => {
    await using child = await start('two-copies', { args: [folder, 'blocks'] });
    child.send('SIGINT');
    await child.line('blocking');
    await insists(child, 'SIGINT');
    expect((await child.ended).signal).to.equal('SIGINT');
  });

  it('hold nothing for each other that is not theirs', async () => {
    expect(await run('two-copies', { args: [folder, 'idle'] })).to.deep.equal({ code: null, signal: 'SIGINT', stdout: 'cleaned up\nexit 130\n', stderr: '' });
  });

  for (const way of ['close', 'close beside a listener']) {
    it(`take nothing for a signal that is none, however few turns lie between the last to go: they ${way}`, async () => {
      expect(await run('two-copies', { args: [folder, way] })).to.deep.equal({ code: 0, signal: null, stdout: 'exit 0\n', stderr: '' });
    });
  }

  it('take an interrupt that one hands to the other for a request', async () => {
    const stdout = 'first SIGTERM\nsecond SIGTERM SIGTERM true\nthird SIGINT SIGINT\nexit 0\n';
    expect(await run('two-copies', { args: [folder, 'hands on'] })).to.deep.equal({ code: 0, signal: null, stdout, stderr: '' });
  });
});
