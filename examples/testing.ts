/**
 * Tests of code that captures signals, with a runner of any kind: here Node's own. Nothing is sent to the process, and nothing ends it.
 *
 *     node --import tsx --test examples/testing.ts
 */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { captureSignals, findInterrupt } from 'capture-signals';
import { mockSignals } from 'capture-signals/testing';

/** What is tested: it works until it is told to end, and gives back what it holds. */
async function serve(log: string[], release: () => Promise<void> = async () => {}) {
  await using shutdown = captureSignals(['SIGINT', 'SIGTERM'], { graceMs: 10_000 });
  shutdown.defer(release, 'lock');
  log.push('serving');
  await shutdown.race(new Promise(() => {})).finally(() => log.push('told'));
}

test('SIGTERM ends it, and nothing is left listening', async () => {
  using signals = mockSignals();
  const log: string[] = [];
  const serving = serve(log);
  assert.deepEqual(signals.listening, ['SIGINT', 'SIGTERM']);
  signals.send('SIGTERM');
  await assert.rejects(serving, (error) => findInterrupt(error)?.signal === 'SIGTERM');
  assert.deepEqual(log, ['serving', 'told']);
  assert.deepEqual(signals.listening, []);
});

test('nobody catches the interrupt: the process would die by the signal', async () => {
  using signals = mockSignals();
  void serve([]);
  signals.send('SIGINT');
  assert.deepEqual(await signals.ending, { signal: 'SIGINT' });
});

test('a lock that hangs is ended by grace, which follows the timers of the test', async (context) => {
  context.after(() => mock.timers.reset());
  mock.timers.enable({ apis: ['setTimeout'] });
  using signals = mockSignals();
  void serve([], () => new Promise(() => {}));
  signals.send('SIGTERM');
  mock.timers.tick(10_000);
  assert.deepEqual(await signals.ending, { signal: 'SIGTERM' });
});

test('a second Ctrl-C ends it, when the window for repeats is over', async (context) => {
  context.after(() => mock.timers.reset());
  mock.timers.enable({ apis: ['setTimeout'] });
  using signals = mockSignals();
  void serve([], () => new Promise(() => {}));
  signals.send('SIGINT');
  signals.send('SIGINT'); // a launcher has relayed it: the same request
  mock.timers.tick(500);
  await Promise.resolve();
  assert.deepEqual(signals.listening, ['SIGTERM']);
  signals.send('SIGINT');
  assert.deepEqual(await signals.ending, { signal: 'SIGINT' });
});
