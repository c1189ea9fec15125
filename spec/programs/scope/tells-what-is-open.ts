// tells-what-is-open <what> [path]: grace runs out while something is open, which the line then tells.
import { spawn } from 'node:child_process';
import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { captureSignals, watchSignals, type CaptureOptions, type SignalCapture } from 'capture-signals';

const [what, path] = process.argv.slice(2);
const never = () => new Promise<never>(() => {});
const rm = (file: string) => Promise.reject(new Error(`no ${file}`));
const unfinished = (add: (add: (name: string) => void) => void) => channel('capture-signals:unfinished').subscribe((message) => add((message as { add(name: string): void }).add));

const open: Record<string, (shutdown: SignalCapture) => unknown> = {
  'nothing': () => {},
  'the promise': ({ promise }) => void promise,
  'a drain': () => {},
  'a drain that is over': () => {},
  'a window': () => {},
  'a watch': () => void watchSignals('SIGUSR2').next(),
  'a watchdog': () => {},
  'another capture with a grace': () => void captureSignals({ graceMs: 60_000 }).promise,
  'stdin': () => process.stdin.resume(),
  'a timer': () => setTimeout(() => {}, 60_000),
  'a timer beside a drain and a promise': ({ promise }) => [promise, setTimeout(() => {}, 60_000)],
  'two timers and an interval': () => [setTimeout(() => {}, 60_000), setTimeout(() => {}, 60_000), setInterval(() => {}, 60_000)],
  'a timer that keeps nothing alive': () => setTimeout(() => {}, 60_000).unref(),
  'a server and a socket': async () => {
    const server = createServer(() => {}).listen(0, '127.0.0.1');
    await once(server, 'listening');
    await once(connect((server.address() as AddressInfo).port, '127.0.0.1'), 'connect');
  },
  'a socket of the file system': async () => {
    const server = createServer(() => {}).listen(path!);
    await once(server, 'listening');
    await once(connect(path!), 'connect');
    server.unref();
  },
  'a child': async () => void (await once(spawn('sleep', ['20'], { stdio: 'ignore' }), 'spawn')),

  'a cleanup that is a function': (shutdown) => shutdown.defer(function closePool() {
    return never();
  }),
  'a cleanup with a name': (shutdown) => shutdown.defer(never, 'pool'),
  'a cleanup with a name among options': (shutdown) => shutdown.defer(() => never(), { name: 'pool', atExit: false }),
  'a cleanup with an empty name': (shutdown) => shutdown.defer(() => never(), ''),
  'a cleanup without a name': (shutdown) => shutdown.defer(() => never()),
  'a cleanup without a name, of many lines': (shutdown) => shutdown.defer(async () => {
    await never();
    await rm('a file with a name that is long, and more');
  }),
  'a cleanup that is bound': (shutdown) => {
    function closePool() {
      return never();
    }
    shutdown.defer(closePool.bind(undefined));
  },
  'two cleanups, one that has ended': (shutdown) => {
    shutdown.defer(() => {}, 'first');
    shutdown.defer(never, 'second');
    shutdown.defer(() => {}, 'third');
  },
  'a task and a cleanup with names of many lines': (shutdown) => {
    void shutdown.spawn(never, 'upload\nto Graz');
    shutdown.defer(never, 'pool\r\n  of connections');
  },
  'tasks and cleanups': (shutdown) => {
    shutdown.defer(never, 'pool');
    void shutdown.spawn(never, 'upload');
    void shutdown.spawn(async function refresh() {
      await never();
    });
    void shutdown.spawn(async () => {}, 'done');
  },
  'an inner scope': () => captureSignals('SIGTERM').defer(never, 'inner'),
  'two inner scopes, each with a task': () => {
    for (const name of ['first', 'second']) {
      const inner = captureSignals('SIGTERM', { graceMs: 60_000 });
      void inner.spawn(never, `${name} task`);
      inner.defer(never, name);
    }
  },
  'a capture that is idle': () => captureSignals('SIGUSR2').defer(never, 'idle'),
  'what somebody adds': () => unfinished((add) => {
    add('GET /report');
    add('POST /jobs');
  }),
  'nothing that somebody adds': () => unfinished(() => {}),
  'what throws when it is asked': () => {
    process.on('uncaughtException', () => {});
    unfinished(() => {
      throw new Error('no names');
    });
  },
};

const OPTIONS: Record<string, CaptureOptions> = {
  'a drain': { drainMs: 60_000 },
  'a drain that is over': { drainMs: 10 },
  'a timer beside a drain and a promise': { drainMs: 60_000 },
  'a window': { repeatMs: 60_000 },
  'a watchdog': { watchdog: true },
};

const shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 100, ...OPTIONS[what!] });
if (!/cleanup/.test(what!)) shutdown.defer(never, 'last');
await open[what!]!(shutdown);
process.kill(process.pid, 'SIGTERM');
await shutdown.promise;
if (what === 'a drain') await never(); // closing would end it
if (what === 'a drain that is over') await once(shutdown.signal, 'abort');
await shutdown.close();
