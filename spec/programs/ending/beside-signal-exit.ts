// beside-signal-exit <versions> <way>: what the package signal-exit does to a process, in few words: a listener for every signal that raises it again when
// nobody else listens, and callbacks at an exit of any kind.
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, findInterrupt, raiseSignal } from 'capture-signals';

const [versions, way] = process.argv.slice(2);
const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGVTALRM', 'SIGUSR2'] as const; // and more, but not SIGUSR1

interface Emitter {
  count: number;
  emitted: Record<string, boolean>;
  emit(event: string, code: number | null, signal: string | null): boolean;
}

const shared = globalThis as { [key: symbol]: Emitter };
const third = process as { __signal_exit_emitter__?: Emitter };

/** In version 4 it sees itself to each event coming once, in version 3 who emits does. */
function makeEmitter(version: number): Emitter {
  return {
    count: 0,
    emitted: {},
    emit(event, code, signal) {
      if (event !== 'exit' || (version === 4 && this.emitted[event])) return false;
      this.emitted[event] = true;
      console.log(`signal-exit ${version}: ${code} ${signal}`);
      return way === 'whose callback asks not to be killed';
    },
  };
}

function emitOnce(emitter: Emitter, code: number | null, signal: string | null): void {
  if (!emitter.emitted['exit']) emitter.emit('exit', code, signal);
}

function install(version: number): void {
  const emitter = version === 4 ? (shared[Symbol.for('signal-exit emitter')] ??= makeEmitter(4)) : (third.__signal_exit_emitter__ ??= makeEmitter(3));
  emitter.count++;
  const all = () => (third.__signal_exit_emitter__?.count ?? 0) + (shared[Symbol.for('signal-exit emitter')]?.count ?? 0);
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (process.listenerCount(signal) !== all()) return;
      emitOnce(emitter, null, signal);
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    });
  }
  const { emit } = process;
  process.emit = function (this: NodeJS.Process, event: string, ...args: unknown[]) {
    const result = Reflect.apply(emit, this, [event, ...args]) as boolean;
    if (event === 'exit') emitOnce(emitter, args[0] as number, null);
    return result;
  } as typeof process.emit;
}

process.on('exit', (code) => console.log(`exit ${code}`));
for (const version of versions!.split(',')) install(Number(version));

const listens = /^whose program listens to (\w+) itself(, alone)?$/.exec(way!);
const signal = (listens?.[1] ?? 'SIGTERM') as 'SIGTERM' | 'SIGUSR1' | 'SIGUSR2';
if (listens?.[2]) process.removeAllListeners(signal);
if (listens) process.on(signal, () => {});

async function main(): Promise<void> {
  await using shutdown = captureSignals(['SIGINT', signal], way === 'when grace runs out' ? { graceMs: 100 } : {});
  shutdown.defer(async () => {
    if (way === 'when grace runs out') await new Promise(() => {});
    await sleep(20);
    console.log('cleaned up');
  });
  process.kill(process.pid, signal);
  await sleep(60_000, undefined, { signal: shutdown.signal });
}
if (way === 'when it is raised again') await main().catch((error: unknown) => raiseSignal(findInterrupt(error)!.signal));
else if (way === 'when it is caught') await main().catch(() => {});
else await main();
