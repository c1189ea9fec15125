/** What a newcomer copies from the README into an empty folder, on every Node, run as the README says. */
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { findBlocks } from '../support/blocks.ts';
import { freePort } from '../support/free-port.ts';
import { Child } from '../support/process.ts';
import { until } from '../support/until.ts';
import { pack, type Packed, root } from './support/packed.ts';

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const node = (major: number) => join(root, `spec/compat/runtimes/node_modules/node${major}/bin/node`);

const blocks = new Map(findBlocks(readme).map(({ file, code }) => [file, code]));

for (const major of [20, 22, 24, 26]) {
  const command = (file: string) => [node(major), ...(file.endsWith('.mts') && major < 24 ? ['--import', 'tsx'] : []), file];

  describe(`Copied from the README to Node ${major}`, function () {
    this.timeout(300_000);
    let packed: Packed;
    let cwd: string;

    before(async () => {
      packed = await pack();
      cwd = await packed.project(`readme-${major}`);
      await writeFile(join(cwd, 'package.json'), '{ "type": "commonjs" }'); // as `npm init` makes it
      await mkdir(join(cwd, 'node_modules'));
      await symlink(join(root, 'node_modules/tsx'), join(cwd, 'node_modules/tsx'));
      for (const [file, code] of blocks) await writeFile(join(cwd, file), code);
    });

    it('first.mts removes its lock at Ctrl-C, and dies by SIGINT', async () => {
      await using child = new Child(command('first.mts'), { cwd });
      await child.line('Working');
      expect(existsSync(join(cwd, 'my.lock'))).to.equal(true);
      child.sendToGroup('SIGINT');
      expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout: 'Working\nLock removed\n', stderr: '' });
      expect(existsSync(join(cwd, 'my.lock'))).to.equal(false);
    });

    it('by-hand.mjs removes it, too, but fails with a stack trace', async () => {
      await using child = new Child(command('by-hand.mjs'), { cwd });
      await until('the lock is taken', () => existsSync(join(cwd, 'my.lock')) && readFileSync(join(cwd, 'my.lock'), 'utf8') !== '');
      child.sendToGroup('SIGINT');
      const { stderr, ...end } = await child.ended;
      expect(end).to.deep.equal({ code: 1, signal: null, stdout: '' });
      expect(stderr).to.include('AbortError');
      expect(existsSync(join(cwd, 'my.lock'))).to.equal(false);
    });

    it('the server answers, drains, and exits 0', async () => {
      const port = await freePort();
      await using child = new Child(command('server.mts'), { cwd, env: { PORT: String(port) } });
      await child.line('Listening');
      const [response] = await once(get({ port, agent: false }), 'response');
      expect(await text(response)).to.equal('Hello\n');
      child.send('SIGTERM');
      expect(await child.ended).to.deep.equal({ code: 0, signal: null, stdout: 'Listening\nSIGTERM: 0 in flight\n', stderr: '' });
    });
  });
}
