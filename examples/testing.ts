/**
 * Tests of code that captures signals. Any test runner will do; this is Node's own. No real signal is sent, and nothing ends the process.
 *
 *     node --import tsx --test examples/testing.ts
 */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { captureSignals, findInterrupt } from 'capture-signals';
import { mockSignals } from 'capture-signals/testing';

/** The code under test: it holds a lock, works until it is told to end, and releases the lock. */
async function work(lock: { release(): Promise<void> }) {
  await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 10_000 });
  shutdown.defer(() => lock.release(), 'lock');
  await shutdown.race(new Promise(() => {})); // its work, which never ends by itself
}

await test('SIGTERM ends it, the lock is released, and nobody listens any more', async () => {
  using signals = mockSignals();
  const release = mock.fn(() => Promise.resolve());
  const working = work({ release });
  assert.deepEqual(signals.listening, ['SIGINT', 'SIGTERM']);
  signals.send('SIGTERM');
  await assert.rejects(working, (error) => findInterrupt(error)?.signal === 'SIGTERM');
  assert.equal(release.mock.callCount(), 1);
  assert.deepEqual(signals.listening, []);
});

await test('where nobody catches the interrupt, the process would die by the signal', async () => {
  using signals = mockSignals();
  void work({ release: () => Promise.resolve() });
  signals.send('SIGINT');
  assert.deepEqual(await signals.ending, { signal: 'SIGINT' });
});

await test('where the lock hangs, the process would be ended after graceMs', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  using signals = mockSignals();
  void work({ release: () => new Promise(() => {}) });
  signals.send('SIGTERM');
  context.mock.timers.tick(10_000);
  assert.deepEqual(await signals.ending, { signal: 'SIGTERM' });
});
