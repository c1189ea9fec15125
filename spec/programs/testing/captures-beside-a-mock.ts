// captures-beside-a-mock <what>: a capture of the system is open, and a test has a mock.
import { captureSignals, findInterrupt } from 'capture-signals';
import { mockSignals } from 'capture-signals/testing';

const kill = () => process.kill(process.pid, 'SIGTERM');
const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
};

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
