import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { start } from '../../support/process.ts';
import { servicePath } from '../built.ts';
import { temporaryDirectory } from '../directory.ts';

const example = servicePath('job-worker');

async function open(drainMs: number) {
  const directory = await temporaryDirectory();
  const queue = join(directory.path, 'queue');
  await mkdir(queue);
  const work = () => start(example, { args: [directory.path], env: { DRAIN_MS: String(drainMs) }, ready: 'Waiting for jobs' });
  return {
    work,
    child: await work(),
    async put(name: string, ms: number) {
      await writeFile(join(directory.path, name), String(ms));
      await rename(join(directory.path, name), join(queue, name)); // which nobody sees half written
    },
    look: async () => ({ queue: await readdir(queue), taken: await readdir(join(directory.path, 'taken')) }),
    async [Symbol.asyncDispose]() {
      await this.child[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

describe('examples/services/job-worker', () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`ends at once by ${signal} while it waits`, async () => {
      await using worker = await open(600_000);
      worker.child.send(signal);
      expect(await worker.child.ended).to.deep.equal({ code: null, signal, stdout: 'Waiting for jobs\n', stderr: '' });
    });

    it(`finishes the job in hand on ${signal}, takes no other, and ends by it`, async () => {
      await using worker = await open(600_000);
      await worker.put('one', 500);
      await worker.child.line('Working at one');
      await worker.put('two', 1);
      worker.child.send(signal);
      expect(await worker.child.ended).to.deep.equal({
        code: null, signal, stdout: 'Waiting for jobs\nWorking at one\nDone one\n', stderr: '',
      });
      expect(await worker.look()).to.deep.equal({ queue: ['two'], taken: [] });
    });

    it(`puts back on ${signal} what it cannot finish within drainMs, and ends by it`, async () => {
      await using worker = await open(100);
      await worker.put('one', 600_000);
      await worker.child.line('Working at one');
      worker.child.send(signal);
      expect(await worker.child.ended).to.deep.equal({ code: null, signal, stdout: 'Waiting for jobs\nWorking at one\n', stderr: '' });
      expect(await worker.look()).to.deep.equal({ queue: ['one'], taken: [] });
    });
  }

  it('waits for the next job when it has done one', async () => {
    await using worker = await open(600_000);
    for (const name of ['one', 'two']) {
      await worker.put(name, 1);
      await worker.child.line(`Done ${name}`);
    }
    expect(await worker.look()).to.deep.equal({ queue: [], taken: [] });
  });

  it('takes over what a killed one has left', async () => {
    await using worker = await open(600_000);
    await worker.put('one', 10_000);
    await worker.child.line('Working at one');
    worker.child.send('SIGKILL');
    await worker.child.ended;
    expect(await worker.look()).to.deep.equal({ queue: [], taken: ['one'] });
    await using next = await worker.work();
    await next.line('Working at one');
  });
});
