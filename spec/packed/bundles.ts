import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Child } from '../support/process.ts';
import { bundlers } from './support/bundlers.ts';
import { pack } from './support/packed.ts';

for (const { name, bundle } of bundlers) {
  describe(`A program bundled by ${name}`, function () {
    this.timeout(300_000);
    let folder: string;
    let program: string[];

    before(async () => {
      const packed = await pack();
      const project = await packed.project('bundles', 'programs/serves.mjs');
      folder = await mkdtemp(join(tmpdir(), 'capture-signals-bundle-')); // where no package can be found
      program = await bundle(join(project, 'serves.mjs'), folder);
    });
    after(() => rm(folder, { recursive: true, force: true }));

    it('cleans up and dies by the signal', async () => {
      await using child = new Child(program, { cwd: folder });
      await child.line('ready');
      child.send('SIGINT');
      expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout: 'cleaned up; the server is closed\n', stderr: '' });
    });

    it('is killed when its cleanup blocks beyond grace', async () => {
      await using child = new Child([...program, 'blocks'], { cwd: folder });
      await child.line('ready');
      child.send('SIGINT');
      expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGKILL', stdout: '', stderr: '' });
    });
  });
}
