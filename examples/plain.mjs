/**
 * Plain JavaScript, for every Node. `run` takes the block of `await using` as a function. A cleanup given to `defer` runs when the block ends:
 * when its work is done, when something throws, or when Ctrl-C, `kill` or a closed terminal interrupts it.
 *
 *     node examples/plain.mjs
 */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const PAGES = 30;

await captureSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], { graceMs: 10_000 }).run(async (shutdown) => {
  const folder = await mkdtemp(join(tmpdir(), 'report-'));
  shutdown.defer(async () => {
    await rm(folder, { recursive: true });
    console.log(`Removed ${folder}`);
  }, 'temporary folder');

  for (let page = 1; page <= PAGES; page++) {
    await writeFile(join(folder, `${page}.txt`), `Page ${page}\n`, { signal: shutdown.signal });
    console.log(`Page ${page} of ${PAGES}`);
    await sleep(1000, undefined, { signal: shutdown.signal });
  }
  console.log(`The report has ${(await readdir(folder)).length} pages`);
});
