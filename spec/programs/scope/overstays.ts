// overstays <way> [grace]: a scope is open longer than its grace.
import { closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, InterruptError, type CaptureOptions, type SignalName } from 'capture-signals';
import { block } from '../../support/blocked.ts';
import { relayed } from '../../support/in-flight.ts';

const [way, graceMs = '200'] = process.argv.slice(2);
const never = () => new Promise<void>(() => {});
const kill = (signal: NodeJS.Signals) => process.kill(process.pid, signal);
const open = (options: CaptureOptions = {}, signals: SignalName[] = ['SIGINT', 'SIGTERM']) => captureSignals(signals, { graceMs: Number(graceMs), ...options });

process.on('exit', (code) => console.log(`exit ${code}`));

const ways: Record<string, () => Promise<unknown>> = {
  // Suspended by its parent.
  'waits': async () => {
    const { promise } = open();
    console.log('ready');
    await promise;
    console.log('cleaning up');
    await never();
  },
  'works in small steps': async () => {
    const { promise } = open();
    console.log('ready');
    await promise;
    console.log('cleaning up');
    setInterval(() => {
      for (const until = performance.now() + 50; performance.now() < until;); // is busy for a moment when it goes on
    }, 10);
  },
  'waits within the window': async () => {
    const { promise } = open({ repeatMs: 60_000 }, ['SIGTERM']);
    console.log('ready');
    await promise;
    console.log('cleaning up');
    await never();
  },
  'blocks': async () => {
    const { promise } = open({}, ['SIGTERM']);
    console.log('ready');
    await promise;
    console.log('cleaning up');
    block();
  },
  'closes in time': async () => {
    const shutdown = open({}, ['SIGTERM']);
    console.log('ready');
    await shutdown.promise;
    console.log('cleaning up');
    process.stdin.once('data', () => void shutdown.close().then(() => process.exit(0)));
    await never();
  },

  'a failure that nobody can show': async () => {
    void open().spawn(() => Promise.reject(Object.create(null)), 'odd');
  },
  'a failure whose text throws': async () => {
    void open().spawn(() => Promise.reject(Object.assign(new Error(), { toString: () => { throw new Error('no text'); } })));
  },
  'a failure of many lines': async () => {
    void open().spawn(() => Promise.reject(new Error('first\nsecond')));
  },
  'a failure elsewhere': async () => {
    open({ uncaught: true });
    setTimeout(() => {
      throw new Error('no database');
    });
  },
  'a failure, then a signal': async () => {
    const shutdown = open();
    void shutdown.spawn(() => Promise.reject(new Error('no database')));
    await sleep(20);
    kill('SIGTERM');
  },
  'a signal, then a failure': async () => {
    const shutdown = open();
    kill('SIGTERM');
    await shutdown.promise;
    void shutdown.defer(() => {});
    void shutdown.close();
    shutdown.defer(never, 'pool');
  },
  'an interrupt handed on by abort': async () => open().abort(new InterruptError('SIGHUP')),
  'an interrupt in a cause': async () => open().abort(new Error('stopped', { cause: new InterruptError('SIGHUP') })),
  'an interrupt of the parent': async () => {
    const parent = new AbortController();
    open({ signal: parent.signal });
    parent.abort(new InterruptError('SIGHUP'));
  },
  'an interrupt of a parent that has aborted': async () => {
    open({ signal: AbortSignal.abort(new InterruptError('SIGHUP')) });
  },
  'an interrupt of another capture': async () => {
    const parent = captureSignals('SIGHUP');
    open({ signal: parent.signal });
    kill('SIGHUP');
    await parent.promise;
  },
  'a time limit of the parent': async () => {
    open({ signal: AbortSignal.timeout(1) });
    await sleep(400);
    console.log('no interrupt, no grace');
    process.exit(0);
  },
  'a signal, where stderr is closed': async () => {
    closeSync(2);
    const { promise } = open();
    kill('SIGTERM');
    await promise;
  },
  'a signal, where writing to stderr throws': async () => {
    process.stderr.write = () => {
      throw new Error('no log');
    };
    const { promise } = open();
    kill('SIGTERM');
    await promise;
  },
  'a signal, where an exit listener blocks': async () => {
    process.on('exit', () => block());
    const { promise } = open();
    kill('SIGTERM');
    await promise;
  },
  'a signal after abort': async () => {
    const shutdown = open();
    shutdown.abort('enough');
    kill('SIGTERM');
    const slept = sleep(20); // is due when the event loop begins, and nothing else is to be done
    block(40);
    await slept;
  },
  // The soonest of many.
  'many at once': async () => {
    const all = Array.from({ length: 2000 }, (_, index) => open({ graceMs: 60_000 + ((index * 7919) % 5000) }));
    all.push(open({ graceMs: 2000 }), open({ graceMs: 61_000 }));
    kill('SIGTERM');
    await all[0]!.promise;
    const timers = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    console.log(timers < 20 ? 'few timers' : `${timers} timers`);
    await Promise.all(all.filter((_, index) => index % 3 !== 0 && index < 2000).map((one) => one.close().catch(() => {})));
  },
  'the second, as the first has closed': async () => {
    const [first, second] = [open({ graceMs: 1000 }), open({ graceMs: 3000 })];
    void second.spawn(never, 'second');
    kill('SIGTERM');
    await first.promise;
    await first.close();
    await sleep(1200);
    console.log('the first is over');
  },
  'the first, though the second was interrupted before': async () => {
    const second = open({ graceMs: 60_000 }, ['SIGINT']);
    const first = open({}, ['SIGTERM']);
    void first.spawn(never, 'first');
    kill('SIGINT');
    await second.promise;
    await relayed();
    kill('SIGTERM');
  },
};

await ways[way!]!();
await never();
