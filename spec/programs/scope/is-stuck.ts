// is-stuck <way> [graceMs]: a capture that asks for a watchdog, and an event loop that is stuck before the signal comes, in one way or another.
import { readdirSync, writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const [way = '', graceMs] = process.argv.slice(2);
const threads = () => readdirSync('/proc/self/task').length;
/** The thread has a thread of the runtime's, by which it hears: there is no other sign of it. */
async function untilWatched(before: number): Promise<void> {
  while (threads() < before + 2) await setTimeout(5);
  await setTimeout(50); // from then on it takes a moment
  await shutdown.checkpoint();
}

const block = (ms: number) => {
  for (const until = Date.now() + ms; Date.now() < until;);
};

/** Unlike time, what the process has used of the processor stands still while it is suspended. */
const work = (ms: number) => {
  const used = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  for (const until = used() + ms; used() < until;);
};

/** What is on its way when the computation begins does not break it. */
const compute = (line: string, ms: number) => shutdown.interruptible(() => {
  writeSync(1, `${line}\n`);
  block(ms);
});

process.on('exit', (code) => console.log(`exit ${code}`));
if (way.includes('foreign listener')) process.on('SIGINT', (...args) => console.log(`a listener of the program: ${args.join(', ')}`));
const before = threads();
if (way.includes('raw')) process.stdin.setRawMode(true).unref();
const heard: string[] = [];
const other = way.includes('beside another') ? captureSignals('SIGINT', { onSignal: ({ count }) => heard.push(`other ${count}`) }) : undefined;
const shutdown = captureSignals(['SIGINT', 'SIGTERM'], {
  watchdog: true,
  ...(graceMs !== undefined && { graceMs: Number(graceMs) }),
  repeatMs: 200,
  onSignal(event) {
    heard.push(`own ${event.count}`);
    if (!way.includes('prevents') || event.count > 1) return;
    event.preventDefault();
    console.log('prevented');
  },
});
try {
  if (way.includes('computes at once')) {
    compute('ready', way.includes('twice') ? 200 : 60_000);
    await shutdown.checkpoint();
    compute('again', 60_000);
  }
  await untilWatched(before);
  if (way.includes('a listener hangs')) shutdown.signal.addEventListener('abort', () => {
    writeSync(1, 'hanging\n');
    block(60_000);
  });
  if (way === 'closes') {
    await shutdown.close();
    console.log('ready');
    block(60_000);
  }
  writeSync(1, 'ready\n');
  if (way.includes('for ever')) block(60_000);
  if (way.includes('for a moment')) block(300);
  if (way === 'works') work(600);
  if (way.includes('computes')) shutdown.interruptible(() => block(60_000));
  await setTimeout(60_000, undefined, { signal: shutdown.signal });
} finally {
  await setTimeout(20);
  if (heard.length > 0) console.log(heard.join(', '));
  console.log('cleaned up');
  await other?.close().catch(() => {});
  if (way.includes('hangs')) block(60_000);
  await shutdown.close();
}
