/**
 * Downloads a file. Ctrl-C (or `kill`, or a closed terminal) at any moment leaves no partial file behind, and the process ends by
 * that signal.
 *
 *     npm start                       downloads 32 MB from a slow server of its own
 *     npm start -- <url> <file>       downloads any file
 */
import { open, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { captureSignals } from 'capture-signals';
import { ProgressBar } from './support/progress-bar.ts';
import { serveSlowly } from './support/slow-server.ts';

/** A new file that becomes `path` when it is kept, and is removed when it is not. */
async function openPartial(path: string) {
  const partial = `${path}.${process.pid}.part`;
  const file = await open(partial, 'wx');
  let isKept = false;
  return {
    writable: file.createWriteStream(),
    async keep() {
      await rename(partial, path);
      isKept = true;
    },
    async [Symbol.asyncDispose]() {
      await file.close();
      if (isKept) return;
      await rm(partial);
      console.log(`Removed ${partial}`);
    },
  };
}

async function download(url: string, path: string, signal: AbortSignal) {
  const response = await fetch(url, { signal });
  if (!response.ok || !response.body) throw new Error(`${url} answered ${response.status} ${response.statusText}`);

  await using file = await openPartial(path);
  using bar = new ProgressBar(Number(response.headers.get('content-length')));
  await pipeline(response.body, bar.watch, file.writable, { signal });
  await file.keep();
}

await using shutdown = captureSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], { graceMs: 10_000 });

const [url, path] = process.argv.slice(2);
if (url !== undefined && path !== undefined) {
  console.log(`Downloading ${url}`);
  await download(url, path, shutdown.signal);
  console.log(`Saved ${path}`);
} else {
  await using server = await serveSlowly();
  const demo = join(tmpdir(), 'capture-signals-demo.bin');
  console.log(`Downloading ${server.url} to ${demo}. Press Ctrl-C.`);
  await download(server.url, demo, shutdown.signal);
  console.log(`Saved ${demo}`);
}
