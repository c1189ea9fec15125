// loses-a-child <how> [moment]: a child of the same process group ends by a signal, and what waits for it throws.
import { execFile, execFileSync, execSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { captureSignals, type SignalCapture } from 'capture-signals';

const [how, moment] = process.argv.slice(2);
const SLEEP = 'echo ready; exec sleep 20';
/** Cleans up, and says 128 + n as shells do. */
const TRAP = `exec 2> /dev/null; trap 'exit 130' INT; trap 'exit 143' TERM; echo ready; while :; do sleep 0.02; done`;
const stdio = ['ignore', 'inherit', 'inherit'] as const;

async function spawned(script: string): Promise<void> {
  const child = spawn('sh', ['-c', script], { stdio: [...stdio] });
  const [code, signal] = await once(child, 'close');
  if (code !== 0) throw Object.assign(new Error(`The command ended with ${signal ?? code}`), { cmd: script, code, signal });
}

/** The child has been started by now. */
function ready<T>(work: T): T {
  console.log('ready');
  return work;
}

const ways: Record<string, (shutdown: SignalCapture) => unknown> = {
  'execSync': () => execSync(SLEEP, { stdio: [...stdio] }),
  'execFileSync': () => execFileSync('sh', ['-c', SLEEP], { stdio: [...stdio] }),
  'spawnSync, whose error is its own': () => {
    const { status, signal, stdout } = spawnSync('sh', ['-c', SLEEP], { stdio: [...stdio] });
    throw Object.assign(new Error('sh failed'), { status, signal, stdout });
  },
  'execFile': () => ready(promisify(execFile)('sleep', ['20'])),
  'execFile with the signal': ({ signal }) => ready(promisify(execFile)('sleep', ['20'], { signal })),
  'a spawned shell': () => spawned(SLEEP),
  'a spawned shell that cleans up': () => spawned(TRAP),
  'execSync of a shell that cleans up': () => execSync(TRAP, { stdio: [...stdio] }),
  'a wrapper that tells it as execa does': () => spawned(SLEEP).catch((error: Error & { signal: string }) => {
    throw Object.assign(new Error(`Command was killed with ${error.signal}`), { isTerminated: true, signal: error.signal, command: SLEEP });
  }),
  'a wrapper that tells it as tinyexec does': () => spawned(SLEEP).catch((error: Error & { signal: string }) => {
    throw Object.assign(new Error('Process exited with non-zero status'), { signalCode: error.signal });
  }),
  'a cause': () => spawned(SLEEP).catch((cause: Error) => {
    throw new Error('The build has failed', { cause });
  }),
  'a task': (shutdown) => shutdown.spawn(() => spawned(SLEEP)),
  'two at once': () => Promise.all([spawned(SLEEP), spawned(SLEEP)]),
  // The child alone is told, and the program a moment later, as it happens with keys.
  'a moment before': async () => {
    const child = spawn('sleep', ['20']);
    child.on('exit', () => process.kill(process.pid, 'SIGINT'));
    setTimeout(() => child.kill('SIGINT'), 20);
    const [, signal] = await once(child, 'exit');
    throw Object.assign(new Error('sleep was killed'), { signal, cmd: 'sleep' });
  },
  // What tells it is not even in the block, and the signal comes a turn later.
  'a moment before, beside the block': ({ signal }) => {
    const child = spawn('sleep', ['20']);
    child.on('exit', (_code, by) => {
      setImmediate(() => process.kill(process.pid, 'SIGINT'));
      throw Object.assign(new Error('sleep was killed'), { signal: by, cmd: 'sleep' });
    });
    setTimeout(() => child.kill('SIGINT'), 20);
    return sleep(20_000, undefined, { signal });
  },
  'a moment before, of a floating promise': ({ signal }) => {
    const child = spawn('sleep', ['20']);
    void once(child, 'exit').then(([, by]) => {
      setImmediate(() => process.kill(process.pid, 'SIGINT'));
      throw Object.assign(new Error('sleep was killed'), { signal: by, cmd: 'sleep' });
    });
    setTimeout(() => child.kill('SIGINT'), 20);
    return sleep(20_000, undefined, { signal });
  },
  'of nothing that comes, beside the block': ({ signal }) => {
    const child = spawn('sleep', ['20']);
    child.on('exit', (_code, by) => {
      throw Object.assign(new Error('sleep was killed'), { signal: by, cmd: 'sleep' });
    });
    setTimeout(() => child.kill('SIGINT'), 20);
    return sleep(20_000, undefined, { signal });
  },
  'of something else': async () => {
    const child = spawn('sleep', ['20']);
    setTimeout(() => child.kill('SIGKILL'), 20);
    await once(child, 'exit');
    process.kill(process.pid, 'SIGINT');
    throw Object.assign(new Error('sleep was killed'), { signal: 'SIGKILL', cmd: 'sleep' });
  },
  'of another signal than came': async () => {
    process.kill(process.pid, 'SIGINT');
    throw Object.assign(new Error('sleep was killed'), { signal: 'SIGTERM', cmd: 'sleep' });
  },
  'of its time limit, in the cleanup': async ({ signal }) => {
    process.kill(process.pid, 'SIGINT');
    await sleep(20_000, undefined, { signal }).catch(() => {});
    await promisify(execFile)('sleep', ['20'], { timeout: 20 });
  },
  'of nothing that came': async () => {
    const child = spawn('sleep', ['20']);
    setTimeout(() => child.kill('SIGINT'), 20);
    await once(child, 'exit');
    throw Object.assign(new Error('sleep was killed'), { signal: 'SIGINT', cmd: 'sleep' });
  },
  'with a status of its own': () => execSync('echo ready; sleep 0.2; exit 3', { stdio: [...stdio] }),
};

process.on('exit', (code) => console.log(`exit ${code}`));
async function main(): Promise<void> {
  await using shutdown = captureSignals();
  shutdown.defer(() => console.log('cleaned up'));
  await (moment === 'raced' ? shutdown.race(Promise.resolve(ways[how!]!(shutdown))) : ways[how!]!(shutdown));
}
if (moment === 'run') await captureSignals().run((shutdown) => {
  shutdown.defer(() => console.log('cleaned up'));
  return ways[how!]!(shutdown);
});
else await main();
