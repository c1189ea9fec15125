/**
 * esbuild works in a child process of its own. Ctrl-C ends that, too, and the error of the build does not mention a signal.
 *
 *     npm install esbuild
 *     node examples/traps/hidden-child.mjs wrong
 *     node examples/traps/hidden-child.mjs right
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { captureSignals } from 'capture-signals';

const options = { stdin: { contents: 'import "slow"' }, bundle: true, plugins: [{ name: 'slow', setup: slow }], logLevel: 'silent' };

/** A plugin that takes its time. */
function slow({ onResolve, onLoad }) {
  onResolve({ filter: /^slow$/ }, () => ({ path: 'slow', namespace: 'slow' }));
  onLoad({ filter: /.*/, namespace: 'slow' }, async () => {
    console.log('Building');
    await sleep(60_000, undefined, { ref: false });
    return { contents: '' };
  });
}

async function wrong(outdir) {
  await build({ ...options, outdir });
}

async function right(outdir, shutdown) {
  await shutdown.race(build({ ...options, outdir })).catch(async (error) => {
    await shutdown.checkpoint(); // throws the interrupt, if the child's end was noticed before it
    throw error;
  });
}

await captureSignals().run(async (shutdown) => {
  const outdir = await mkdtemp(join(tmpdir(), 'build-'));
  shutdown.defer(() => rm(outdir, { recursive: true }));
  await (process.argv[2] === 'wrong' ? wrong(outdir) : right(outdir, shutdown));
});
