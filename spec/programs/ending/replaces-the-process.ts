// replaces-the-process <with> <then>: the global `process`, or a member of it, is not the one of the load any more, as in tests that pretend another platform.
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, findInterrupt, raiseSignal, type SignalCapture } from 'capture-signals';

const [instead, then] = process.argv.slice(2);
const { pid, stdout } = process;
const kill = process.kill.bind(process);
const write = stdout.write.bind(stdout);
const say = (line: string): void => void write(`${line}\n`);

const replacements: Record<string, () => unknown> = {
  'null': () => Object.assign(globalThis, { process: null }),
  'nothing': () => delete (globalThis as { process?: unknown }).process,
  'a copy on another platform': () => Object.assign(globalThis, { process: { ...process, platform: 'win32' } }),
  'a getter that throws': () => Object.defineProperty(globalThis, 'process', { get: () => {
    throw new Error('nobody is to look');
  } }),
  'a double of kill': () => Object.assign(process, { kill: () => true }),
  'a double of exit': () => Object.assign(process, { exit: () => {
    throw new Error('exit was called');
  } }),
  'a double of stdout': () => Object.defineProperty(process, 'stdout', { value: { write: () => true } }),
  'no stdout': () => Object.defineProperty(process, 'stdout', { value: undefined }),
  'a stdout that throws': () => Object.defineProperty(process, 'stdout', { get: () => {
    throw new Error('nobody is to look');
  } }),
  'another platform': () => Object.defineProperty(process, 'platform', { value: 'win32' }),
  'the pid of another': () => Object.defineProperty(process, 'pid', { value: 1 }),
};

async function work(block: (shutdown: SignalCapture) => unknown, graceMs?: number): Promise<void> {
  await using shutdown = captureSignals('SIGTERM', { ...(graceMs !== undefined && { graceMs }) });
  shutdown.defer(() => say('cleaned up'));
  replacements[instead!]!();
  await block(shutdown);
}

const wait = async ({ signal }: SignalCapture): Promise<void> => {
  kill(pid, 'SIGTERM');
  await sleep(60_000, undefined, { signal });
};

const lives: Record<string, () => Promise<unknown>> = {
  'closes': () => work((shutdown) => {
    shutdown.interruptible(() => {});
    return shutdown.checkpoint();
  }),
  'opens another': () => work(() => captureSignals().close()),
  'throws': () => work(() => Promise.reject(new Error('an error of the program'))),
  'is interrupted': () => work(wait),
  'is interrupted, and hangs': () => work(async (shutdown) => {
    await wait(shutdown).catch(() => {});
    await new Promise(() => {});
  }, 50),
  'raises what it has caught': () => work(wait).catch((error) => raiseSignal(findInterrupt(error)!.signal)),
};

await lives[then!]!();
if (then !== 'raises what it has caught') say('went on');
