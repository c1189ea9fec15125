import { expect } from 'chai';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, start } from '../support/process.ts';
import { plainCommand } from '../support/runtime.ts';
import { BuiltExamples } from './built.ts';
import { filesIn, temporaryDirectory } from './directory.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

describe('The examples in plain JavaScript', () => {
  let built: BuiltExamples;
  before(async () => {
    built = await BuiltExamples.build();
  });
  after(() => built[Symbol.asyncDispose]());

  for (const signal of SIGNALS) {
    it(`plain.mjs removes its folder and ends by ${signal}`, async () => {
      await using temporary = await temporaryDirectory();
      await using child = await start(built.plainPath('plain.mjs'), { command: plainCommand, env: { TMPDIR: temporary.path }, ready: 'Page 1 of 30' });
      const [folder] = await filesIn(temporary.path);
      child.send(signal);
      const { stdout, ...end } = await child.ended;
      expect(end).to.deep.equal({ code: null, signal, stderr: '' });
      expect(stdout.replaceAll(/^Page .*\n/gm, '')).to.equal(`Removed ${join(temporary.path, folder!)}\n`);
      expect(await filesIn(temporary.path)).to.deep.equal([]);
    });

    it(`commonjs.cjs releases its lock and ends by ${signal}`, async () => {
      await using temporary = await temporaryDirectory();
      await using child = await start(built.plainPath('commonjs.cjs'), { command: plainCommand, env: { TMPDIR: temporary.path }, ready: 'Row 1' });
      expect(await filesIn(temporary.path)).to.deep.equal(['nightly-job.lock']);
      child.send(signal);
      const { stdout, ...end } = await child.ended;
      expect(end).to.deep.equal({ code: null, signal, stderr: '' });
      expect(stdout).to.match(/^(Row \d+\n)+Released the lock\n$/);
      expect(await filesIn(temporary.path)).to.deep.equal([]);
    });
  }

  it('commonjs.cjs fails as programs do where the job is running already, and leaves the lock alone', async () => {
    await using temporary = await temporaryDirectory();
    await writeFile(join(temporary.path, 'nightly-job.lock'), '1\n');
    const { stderr, ...end } = await run(built.plainPath('commonjs.cjs'), { command: plainCommand, env: { TMPDIR: temporary.path } });
    expect(end).to.deep.equal({ code: 1, signal: null, stdout: '' });
    expect(stderr).to.include('EEXIST');
    expect(await filesIn(temporary.path)).to.deep.equal(['nightly-job.lock']);
  });
});
