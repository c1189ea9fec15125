// computes <way>: a synchronous computation, during which SIGINT comes from outside.
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, findInterrupt, type CaptureOptions, type SignalCapture } from 'capture-signals';

const way = process.argv[2]!;
const say = (text: string) => void writeSync(1, `${text}\n`);
const LONG: CaptureOptions = { repeatMs: 60_000 };
const SHORT: CaptureOptions = { repeatMs: 50 };

function work(): string {
  say('computing');
  for (const until = performance.now() + 400; performance.now() < until;);
  return 'whole';
}

function compute(capture: SignalCapture): void {
  try {
    say(capture.interruptible(work));
  } catch (error) {
    say(`broken by ${findInterrupt(error)?.signal}, its own: ${error === capture.interrupted}`);
  }
}

async function interrupted(options: CaptureOptions, cleanup: () => unknown): Promise<void> {
  const shutdown = captureSignals('SIGINT', options);
  shutdown.defer(cleanup);
  process.kill(process.pid, 'SIGINT');
  await shutdown.promise;
  await shutdown.close();
}

const ways: Record<string, () => unknown> = {
  // A SIGINT would be no request to the capture that computes:
  'in a cleanup, within the window': () => interrupted(LONG, async () => {
    await using saving = captureSignals('SIGINT');
    compute(saving);
  }),
  'after a scope has closed, within the window': async () => {
    await interrupted(LONG, () => {});
    await using next = captureSignals('SIGINT');
    compute(next);
  },
  'after a request that was prevented, within the window': async () => {
    let isHeard = false;
    await using shutdown = captureSignals('SIGINT', { ...LONG, onSignal(event) {
      if (event.count === 1) event.preventDefault();
      isHeard = true;
    } });
    process.kill(process.pid, 'SIGINT');
    while (!isHeard) await sleep(5);
    compute(shutdown);
  },
  'behind an exclusive capture': async () => {
    await using shutdown = captureSignals('SIGINT');
    await using command = captureSignals('SIGINT', { exclusive: true });
    void command.signal.addEventListener('abort', () => {});
    compute(shutdown);
    await sleep(20);
    say(`the exclusive one: ${command.interrupted?.signal}, it: ${shutdown.interrupted?.signal}`);
  },
  'while it drains': async () => {
    await using shutdown = captureSignals('SIGINT', { ...SHORT, drainMs: 60_000 });
    process.kill(process.pid, 'SIGINT');
    await shutdown.promise;
    compute(shutdown);
  },
  'in what a cleanup has opened, by another signal than the first': async () => {
    await using shutdown = captureSignals('SIGTERM', LONG);
    process.kill(process.pid, 'SIGTERM');
    await shutdown.promise;
    await using saving = captureSignals('SIGINT');
    await sleep(90); // later than a relay
    compute(saving);
  },
  'without SIGINT': async () => {
    await using shutdown = captureSignals('SIGTERM');
    await using other = captureSignals('SIGINT');
    void other.promise;
    compute(shutdown);
    await sleep(20);
    say(`the other: ${other.interrupted?.signal}`);
  },

  // It would be one:
  'alone': async () => {
    await using shutdown = captureSignals('SIGINT');
    compute(shutdown);
  },
  'in an exclusive capture': async () => {
    await using shutdown = captureSignals('SIGINT');
    await using command = captureSignals('SIGINT', { exclusive: true });
    compute(command);
    say(`the older one: ${shutdown.interrupted?.signal}`);
  },
  'behind an exclusive capture that has closed': async () => {
    await using shutdown = captureSignals('SIGINT');
    await captureSignals('SIGINT', { exclusive: true }).close();
    compute(shutdown);
  },
  'behind an exclusive capture of another signal': async () => {
    await using shutdown = captureSignals('SIGINT');
    await using _ = captureSignals('SIGTERM', { exclusive: true });
    compute(shutdown);
  },
  'in a cleanup, after the window': () => interrupted(SHORT, async () => {
    await using saving = captureSignals('SIGINT');
    await sleep(150);
    compute(saving);
  }),
  'behind an exclusive capture that is being interrupted by another signal': async () => {
    await using shutdown = captureSignals('SIGINT', SHORT);
    await using command = captureSignals(['SIGINT', 'SIGTERM'], { ...LONG, exclusive: true });
    process.kill(process.pid, 'SIGTERM');
    await command.promise;
    await sleep(90); // later than a relay
    compute(shutdown);
  },
  'beside a listener that throws': async () => {
    await using shutdown = captureSignals('SIGINT');
    process.on('SIGINT', () => {
      throw new Error('not mine');
    });
    const uncaught = once(process, 'uncaughtException') as Promise<[Error]>; // Bun tells of it before it goes on
    compute(shutdown);
    say(`uncaught: ${(await uncaught)[0].message}`);
  },
  'in a capture whose onSignal throws': async () => {
    await using shutdown = captureSignals('SIGINT', { onSignal: () => {
      throw new Error('from onSignal');
    } });
    try {
      say(shutdown.interruptible(work));
    } catch (error) {
      say(`thrown: ${(error as Error).message}`);
    }
  },
  'in a capture that is to drain': async () => {
    await using shutdown = captureSignals('SIGINT', { drainMs: 60_000 });
    compute(shutdown);
    say(`aborted: ${shutdown.signal.aborted}`);
  },
};

await ways[way]!();
say('going on');
process.exit();
