// is-stuck <way> [options]: a capture that asks for the watchdog, and an event loop that is stuck before the signal comes, in one way or another. The words of
// the way say how; what begins with a number is how long in milliseconds.
import { writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { captureSignals, type SignalCapture } from 'capture-signals';
import { block } from '../../support/blocked.ts';

const [way = '', options = '{}'] = process.argv.slice(2);
const has = (word: string) => way.split(', ').includes(word);
const say = (line: string) => void writeSync(1, `${line}\n`);
/** Which SIGINT can break. */
const compute = (ms: number) => {
  for (const until = performance.now() + ms; performance.now() < until;);
};
/** Unlike time, what the process has used of the processor stands still while it is suspended. */
const work = (ms: number) => {
  const used = () => process.cpuUsage().user + process.cpuUsage().system;
  for (const until = used() + ms * 1000; used() < until;);
};
const heard: string[] = [];
const open = (name: string, given: object) => captureSignals(['SIGINT', 'SIGTERM'], { onSignal: ({ signal }) => void heard.push(`${name} ${signal}`), ...given });
const foreign = () => say('a listener of the program');

process.on('exit', (code) => say(`exit ${code}`));
if (has('raw')) process.stdin.setRawMode(true).unref();
if (has('listens before')) process.on('SIGINT', foreign);
const beside: SignalCapture[] = [];
if (has('beside another')) beside.push(open('other', {}));
const shutdown = open('own', { watchdog: true, ...JSON.parse(options) });
if (has('beside a newer, exclusive one')) beside.push(open('exclusive', { exclusive: true }));
try {
  if (has('had a listener')) process.on('SIGINT', foreign).off('SIGINT', foreign);
  await setTimeout(300); // the heart beats
  await new Promise(setImmediate); // from a timer on, what is in a handle that goes cannot be seen
  if (has('listens')) process.on('SIGINT', foreign);
  if (has('computes')) shutdown.interruptible(() => {
    say('ready'); // what is on its way when the computation begins may be lost
    compute(60_000);
  });
  if (has('computes before')) shutdown.interruptible(() => compute(1800));
  say('ready');
  if (has('for ever')) block(60_000);
  if (has('2500')) block(2500);
  if (has('listens late')) process.on('SIGINT', foreign);
  if (has('opens late')) beside.push(open('late', {}));
  if (has('listens late') || has('opens late')) say('late');
  if (has('400')) block(400);
  if (has('works')) work(500);
  if (has('computes 2500')) {
    shutdown.interruptible(() => compute(2500));
    say('computed');
    block(400);
  }
  if (has('closes')) await shutdown.close();
  await setTimeout(100);
  say('turning');
  if (has('twice')) block(60_000);
  if (has('closes')) await setTimeout(60_000);
  await setTimeout(60_000, undefined, { signal: shutdown.signal });
} finally {
  if (heard.length > 0) say(heard.join(', '));
  say('cleaned up');
  if (has('hangs')) block(60_000);
  for (const other of beside) await other.close().catch(() => {});
  await shutdown.close();
}
