/**
 * A temporary folder that is removed however the program ends. Only SIGKILL leaves it, or a second Ctrl-C before its turn.
 *
 *     node --import tsx examples/temporary-folder.ts waits|returns|throws|exits|throws-aside|ignores
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const [way = 'waits'] = process.argv.slice(2);
const { GRACE_MS = '3000', UPLOAD_MS = '0' } = process.env;

const ways: Record<string, () => unknown> = {
  waits: () => sleep(60_000, undefined, { signal: shutdown.signal }),
  returns: () => 'done',
  throws: () => Promise.reject(new Error('No space left')),
  exits: () => process.exit(3),
  'throws-aside': () => new Promise(() => setTimeout(throwAside)), // where nobody can catch it
  ignores: () => sleep(60_000), // no signal: grace ends it
};

function throwAside() {
  throw new Error('No space left, in a callback');
}

await using shutdown = captureSignals({ graceMs: Number(GRACE_MS) });
shutdown.defer(() => sleep(Number(UPLOAD_MS)), 'upload'); // may hang: declared before the folder, so that it runs after it
const folder = mkdtempSync(join(tmpdir(), 'build-'));
// Synchronous, so that it can also run as the process exits: after process.exit(), an uncaught exception, the end of grace.
shutdown.defer(() => rmSync(folder, { recursive: true }), { name: 'folder', atExit: true });

console.log(`Building in ${folder}`);
await ways[way]?.();
