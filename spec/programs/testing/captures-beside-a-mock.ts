// captures-beside-a-mock <what>: a capture of the system is open, and a test has a mock.
import { captureSignals, findInterrupt, raiseSignal, type SignalCapture } from 'capture-signals';
import { mockSignals } from 'capture-signals/testing';
import { dispatched } from '../../support/in-flight.ts';

const kill = () => process.kill(process.pid, 'SIGTERM');
const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
};

const close = (...captures: SignalCapture[]) => Promise.allSettled(captures.map((capture) => capture.close()));

function compute(): string {
  process.kill(process.pid, 'SIGINT');
  for (const until = performance.now() + 300; performance.now() < until;);
  return 'whole';
}

const whats: Record<string, () => Promise<void>> = {
  async 'is interrupted'() {
    const before = captureSignals('SIGTERM');
    using _ = mockSignals();
    const mocked = captureSignals('SIGTERM');
    kill();
    await Promise.race([before.promise, mocked.promise]);
    console.log(before.interrupted?.signal, mocked.interrupted?.signal);
    await Promise.all([before.close(), mocked.close()]);
  },

  async 'closes with a signal in flight'() {
    const before = captureSignals('SIGTERM');
    using _ = mockSignals();
    kill();
    console.log(findInterrupt(await before.close().catch((error: unknown) => error))?.signal);
  },

  async 'is interrupted within the window of a mocked request'() {
    const before = captureSignals('SIGTERM');
    using signals = mockSignals();
    const mocked = captureSignals('SIGTERM');
    signals.send('SIGTERM');
    await close(mocked);
    kill();
    await dispatched();
    console.log(before.interrupted?.signal);
    await close(before);
  },

  async 'is being interrupted by what a mock is then sent, too'() {
    const before = captureSignals('SIGTERM');
    kill();
    await before.promise;
    using signals = mockSignals();
    const mocked = captureSignals('SIGTERM');
    signals.send('SIGTERM');
    console.log(mocked.interrupted?.signal);
    await close(mocked, before);
  },

  async 'has a window that goes on when something is raised for a mock'() {
    const before = captureSignals('SIGTERM', { repeatMs: 60_000 });
    kill();
    await before.promise;
    await before.close();
    using _ = mockSignals();
    const mocked = captureSignals('SIGTERM');
    raiseSignal('SIGTERM');
    kill();
    await dispatched();
    console.log('goes on');
    await close(mocked);
  },

  async 'keeps its SIGINT from a computation of a mock'() {
    const before = captureSignals('SIGINT');
    using _ = mockSignals();
    const mocked = captureSignals('SIGINT');
    console.log(mocked.interruptible(compute));
    await dispatched();
    console.log(before.interrupted?.signal, mocked.interrupted?.signal);
    await close(mocked, before);
  },

  async 'computes beside an exclusive one of a mock'() {
    const before = captureSignals('SIGINT');
    using _ = mockSignals();
    const mocked = captureSignals('SIGINT', { exclusive: true });
    try {
      console.log(before.interruptible(compute));
    } catch (error) {
      console.log('broken by', findInterrupt(error)?.signal);
    }
    await close(mocked, before);
  },

  async 'is never closed, as one of a mock that was interrupted before'() {
    const before = captureSignals('SIGTERM');
    const signals = mockSignals();
    const mocked = captureSignals('SIGUSR2');
    signals.send('SIGUSR2');
    kill();
    await before.promise;
    for (const { signal } of [mocked, before]) void Promise.reject(signal.reason);
  },

  async 'runs out of grace'() {
    const before = captureSignals('SIGTERM', { graceMs: 100 });
    kill();
    await before.promise;
    void mockSignals().ending.then((ending) => console.log('the mock is told', ending));
    await new Promise((resolve) => setTimeout(resolve, 10_000));
  },

  async 'lets go beside its cleanup, after a mock'() {
    await using before = await interrupted();
    const signals = mockSignals();
    captureSignals('SIGUSR2');
    signals[Symbol.dispose]();
    void Promise.reject(before.signal.reason);
    throw before.signal.reason;
  },

  async 'lets go beside its cleanup, while there is a mock'() {
    await using before = await interrupted();
    void mockSignals().ending.then((ending) => console.log('the mock is told', ending));
    captureSignals('SIGUSR2');
    void Promise.reject(before.signal.reason);
    throw before.signal.reason;
  },

  async 'lets go of what a mock that has gone interrupted'() {
    const signals = mockSignals();
    const mocked = captureSignals('SIGTERM');
    signals.send('SIGTERM');
    const { reason } = mocked.signal;
    signals[Symbol.dispose]();
    void Promise.reject(reason);
    await turns(3);
    console.log('goes on');
  },
};

/** A capture that was interrupted, and cleans up. */
async function interrupted() {
  const before = captureSignals('SIGTERM');
  before.defer(async () => {
    await turns(5);
    console.log('cleaned up');
  });
  kill();
  await before.promise;
  return before;
}

await whats[process.argv[2]!]!();
