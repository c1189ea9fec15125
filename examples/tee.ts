/**
 * A script whose output is piped. Ctrl-C goes to the whole pipeline: `tee` dies of it at once, and nobody reads what the cleanup prints.
 * The cleanup completes all the same, and the script dies by SIGINT. `tee -i` ignores Ctrl-C, and keeps the last lines.
 *
 *     node --import tsx examples/tee.ts | tee deploy.log
 */
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const notice = join(tmpdir(), 'maintenance.html'); // shown by the web server as long as it exists

await using shutdown = captureSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], { graceMs: 10_000 });
await writeFile(notice, '<h1>We are back in a minute</h1>');
shutdown.defer(async () => {
  console.log('Waiting for the last host');
  await sleep(500);
  console.log('Removing the notice');
  await rm(notice);
}, 'notice');

for (let host = 1; host <= 20; host++) {
  console.log(`Deploying to host ${host} of 20`);
  await sleep(1000, undefined, { signal: shutdown.signal });
}
