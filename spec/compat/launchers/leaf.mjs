// A program as users write it, with 700 ms of cleanup, or with a cleanup that hangs if there is a file named `hang`, which may hold
// options. What it goes through is written to leaf.log beside it, because launchers buffer, decorate and lose what goes to stdout.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const beside = (name) => new URL(name, import.meta.url);
const log = (line) => appendFileSync(beside('leaf.log'), `${line}\n`);
process.on('exit', (code) => log(`exit ${code}`));

async function cleanUp() {
  log('cleanup begins');
  await setTimeout(700); // longer than the window in which a repeated signal is the same request
  if (existsSync(beside('hang'))) {
    log('cleanup hangs');
    await setTimeout(600_000);
  }
  log('cleanup ends');
}

const options = existsSync(beside('hang')) ? JSON.parse(readFileSync(beside('hang'), 'utf8')) : {};
const shutdown = captureSignals(undefined, options);
try {
  log(`ready ${process.pid}`);
  await setTimeout(600_000, undefined, { signal: shutdown.signal });
} finally {
  try {
    await cleanUp();
  } finally {
    await shutdown.close();
  }
}
