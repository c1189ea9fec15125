import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';

const root = fileURLToPath(new URL('..', import.meta.url));
const LIMIT = 18_900;

describe('The bundle', () => {
  it(`takes at most ${LIMIT} bytes, minified and gzipped`, () => {
    const args = ['src/index.ts', '--bundle', '--minify', '--format=esm', '--platform=node', '--target=node20', '--log-level=error'];
    const code = execFileSync('node_modules/.bin/esbuild', args, { cwd: root });
    expect(gzipSync(code, { level: 9 }).length).to.be.at.most(LIMIT);
  });
});
