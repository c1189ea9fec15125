// raises-again <way>: a program that has caught an interrupt, or prevented it, ends by its signal after all, within the window for repeats.
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, findInterrupt, raiseSignal, type CaptureOptions, type SignalName } from 'capture-signals';

const way = process.argv[2]!;
const kill = (signal: SignalName) => process.kill(process.pid, signal as NodeJS.Signals);

/** Gives the interrupt that it has caught. */
async function command(options: CaptureOptions = {}, signal: SignalName = 'SIGINT') {
  try {
    await using shutdown = captureSignals(undefined, options);
    kill(signal);
    await sleep(60_000, undefined, { signal: shutdown.signal });
  } catch (error) {
    return findInterrupt(error)!;
  }
  throw new Error('It was not interrupted');
}

async function prevented(): Promise<void> {
  let isHeard = false;
  await using _ = captureSignals('SIGINT', { onSignal: (event) => {
    event.preventDefault();
    isHeard = true;
  } });
  kill('SIGINT');
  while (!isHeard) await new Promise(setImmediate);
}

const ways: Record<string, () => unknown> = {
  'in a catch': async () => raiseSignal((await command()).signal),
  'in a catch around two scopes, of which one passes it on to the other': async () => {
    try {
      await using program = captureSignals();
      await command({ signal: program.signal });
      await sleep(60_000, undefined, { signal: program.signal });
    } catch (error) {
      raiseSignal(findInterrupt(error)!.signal);
    }
  },
  'of SIGTERM': async () => raiseSignal((await command({}, 'SIGTERM')).signal),
  'with a grace': async () => raiseSignal((await command({ graceMs: 60_000 })).signal),
  'in a listener of another turn': async () => {
    const { signal } = await command();
    setImmediate(() => raiseSignal(signal));
    await sleep(50);
  },
  'with output': async () => {
    const { signal } = await command();
    process.stdout.write(`${'x'.repeat(2 ** 21)}\n`);
    raiseSignal(signal);
  },
  'twice': async () => {
    const { signal } = await command();
    raiseSignal(signal);
    raiseSignal(signal);
  },
  'by another signal': async () => {
    await command();
    raiseSignal('SIGTERM');
    await sleep(60_000);
  },
  'after one that was prevented': async () => {
    await prevented();
    raiseSignal('SIGINT');
    await sleep(60_000);
  },
  'while it is prevented no longer': async () => {
    let child: ReturnType<typeof spawn> | undefined = spawn('sleep', ['20']);
    await using shutdown = captureSignals('SIGINT', { onSignal: (event) => child && event.preventDefault() });
    child.once('exit', (_code, signal) => {
      child = undefined;
      raiseSignal(signal as SignalName);
    });
    kill('SIGINT');
    child.kill('SIGINT');
    await sleep(60_000, undefined, { signal: shutdown.signal });
  },
  'beside a capture that is open': async () => {
    await using program = captureSignals('SIGTERM', { repeatMs: 0 });
    const { signal } = await command({ exclusive: true }, 'SIGTERM');
    raiseSignal(signal);
    console.log('the program heard', await program.promise);
    await program.close();
    raiseSignal(signal);
  },
  // What is still being interrupted ends by itself: there it is one request more that says the same.
  'while a scope is being interrupted': async () => {
    await using outer = captureSignals();
    const { signal } = await command();
    raiseSignal(signal);
    await sleep(50);
    console.log('outer was interrupted:', outer.interrupted?.signal);
  },
  'in the cleanup': async () => {
    await using shutdown = captureSignals();
    shutdown.defer(async () => {
      raiseSignal('SIGINT');
      await sleep(50);
      console.log('cleaned up');
    });
    kill('SIGINT');
    await sleep(60_000, undefined, { signal: shutdown.signal });
  },
  // From outside it would be one key relayed.
  'not by itself but by kill': async () => {
    const { signal } = await command();
    kill(signal);
    await sleep(50);
    console.log('going on');
  },
  'beside a listener of its own': async () => {
    const { signal } = await command();
    process.once(signal as NodeJS.Signals, () => console.log('the listener heard', signal));
    raiseSignal(signal);
    await sleep(50);
    console.log('going on');
  },
  'long after': async () => {
    const { signal } = await command({ repeatMs: 0 });
    await sleep(50);
    raiseSignal(signal);
    await sleep(60_000);
  },
};

process.on('exit', (code) => console.log(`exit ${code}`));
process.on('exit', () => console.log('a later exit listener'));
await ways[way]!();
