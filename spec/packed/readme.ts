/** What a newcomer copies from the README into an empty folder, on every Node, run as the README says. */
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { freePort } from '../support/free-port.ts';
import { Child } from '../support/process.ts';
import { until } from '../support/until.ts';
import { pack, type Packed, root } from './support/packed.ts';

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const node = (major: number) => join(root, `spec/runtimes/node_modules/node${major}/bin/node`);

/** The only block that is in this language and has this in it. */
function block(language: 'ts' | 'js', text: string): string {
  const found = [...readme.matchAll(/^```(ts|js)\n(.*?)^```$/gms)].filter((match) => match[1] === language && match[2]!.includes(text));
  if (found.length !== 1) throw new Error(`The README has ${found.length} blocks in ${language} with ${text}`);
  return found[0]![2]!;
}

const blocks = {
  'first.mts': block('ts', `rm('my.lock')`),
  'plain.mjs': block('js', `rm('my.lock')`),
  'server.mts': block('ts', 'drainServer('),
  'test.mts': block('ts', 'mockSignals('),
};

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
      for (const [file, code] of Object.entries(blocks)) await writeFile(join(cwd, file), code);
    });

    for (const file of ['first.mts', 'plain.mjs']) {
      it(`${file} removes its lock at Ctrl-C, and dies by SIGINT`, async () => {
        await using child = new Child(command(file), { cwd });
        await until('the lock is taken', () => existsSync(join(cwd, 'my.lock')) && readFileSync(join(cwd, 'my.lock'), 'utf8') !== '');
        child.sendToGroup('SIGINT');
        expect(await child.ended).to.deep.equal({ code: null, signal: 'SIGINT', stdout: '', stderr: '' });
        expect(existsSync(join(cwd, 'my.lock'))).to.equal(false);
      });
    }

    it('the server answers, drains, and exits 0', async () => {
      const port = await freePort();
      await using child = new Child(command('server.mts'), { cwd, env: { PORT: String(port) } });
      await child.line('Listening');
      const [response] = await once(get({ port, agent: false }), 'response');
      expect(await text(response)).to.equal('Hello\n');
      child.send('SIGTERM');
      expect(await child.ended).to.deep.equal({ code: 0, signal: null, stdout: 'Listening\nSIGTERM: 0 requests in flight\n', stderr: '' });
    });

    it('the test passes', async () => {
      await using child = new Child(command('test.mts'), { cwd });
      const { stdout, ...end } = await child.ended;
      expect(end, stdout).to.deep.equal({ code: 0, signal: null, stderr: '' });
      expect(stdout).to.match(/^. pass 1$/m).and.match(/^. fail 0$/m);
    });
  });
}
