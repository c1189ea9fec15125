import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const mocha = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
const root = fileURLToPath(new URL('../..', import.meta.url));

describe('Every spec', () => {
  it('is loaded also where mocha has one job: by require, all into one process', async () => {
    await promisify(execFile)(process.execPath, [mocha, '--jobs', '1', '--dry-run', '--reporter', 'dot', 'spec/**/*.{spec,processes}.ts'], { cwd: root });
  });
});
