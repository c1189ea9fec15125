// never-closes <reason> <what>: a scope is ended and never closed; something that was given its signal may float. `'exit'` listeners of all times run.
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const [reason, what] = process.argv.slice(2);
process.on('exit', (code) => console.log(`exit ${code}`));
const shutdown = captureSignals(['SIGTERM', 'SIGINT'], { uncaught: reason === 'uncaught' });
captureSignals('SIGHUP'); // somebody else's, that is idle
if (what === 'floats' || what === 'beside a task') void sleep(60_000, undefined, { signal: shutdown.signal });
if (reason === 'interrupt') process.kill(process.pid, 'SIGTERM');
if (reason === 'abort') shutdown.abort(new Error('enough'));
if (reason === 'failure') void shutdown.spawn(() => Promise.reject(new Error('no database')));
if (reason === 'uncaught') setTimeout(() => {
  throw new Error('no database');
});
if (what === 'beside a task') void shutdown.spawn((signal) => sleep(60_000, undefined, { signal }).catch(() => sleep(20)).then(() => {}));
if (what === 'listens to uncaughtException') process.on('uncaughtException', (error) => console.log('uncaught:', error.message));
await sleep(20);
process.on('exit', () => console.log('a later exit listener'));
