import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import { captureSignals, findInterrupt, InterruptError, type CaptureOptions, type SignalCapture } from 'capture-signals';
import { mockSignals, type MockSignals } from 'capture-signals/testing';
import { run } from '../support/process.ts';

const abortBy = (cause: unknown): Error => Object.assign(new Error('The operation was aborted', { cause }), { name: 'AbortError', code: 'ABORT_ERR' });
const canceled = (): Error => Object.assign(new Error('canceled'), { name: 'CanceledError', code: 'ERR_CANCELED' });
const diskFull = new Error('disk full: the job was not saved');
const enough = new Error('enough');

const thrownBy = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => 'nothing', (error: unknown) => error);
const untilAborted = (signal: AbortSignal): Promise<void> => new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve())));

/** A scope of SIGINT, and another one of SIGTERM; what has ended the one, and what an error may say. */
interface Two {
  readonly mock: MockSignals;
  readonly own: SignalCapture;
  readonly other: SignalCapture;
}

/** What becomes of the first. */
const ENDS: Record<string, (two: Two) => void> = {
  'interrupted': ({ mock }) => mock.send('SIGINT'),
  'cancelled': ({ own }) => own.abort(enough),
  'cancelled, then interrupted': ({ mock, own }) => {
    own.abort(enough);
    mock.send('SIGINT');
  },
  'interrupted, then cancelled': ({ mock, own }) => {
    mock.send('SIGINT');
    own.abort(enough);
  },
};
const HOW = Object.keys(ENDS);

/** What is thrown, and when it is due to the end of the first scope. */
const ERRORS: Record<string, { make: (two: Two) => unknown; interrupt: readonly string[]; end: readonly string[] }> = {
  'its own interrupt': { make: ({ own }) => own.interrupted, interrupt: HOW.filter((how) => how !== 'cancelled'), end: HOW.filter((how) => how !== 'cancelled') },
  "its own interrupt in Node's wrapping": { make: ({ own }) => abortBy(own.interrupted ?? diskFull), interrupt: HOW.filter((how) => how !== 'cancelled'), end: HOW.filter((how) => how !== 'cancelled') },
  'a clone of its own interrupt': { make: () => structuredClone(new InterruptError('SIGINT')), interrupt: HOW.filter((how) => how !== 'cancelled'), end: HOW.filter((how) => how !== 'cancelled') },
  'the reason that it was cancelled with, wrapped': { make: () => abortBy(enough), interrupt: [], end: ['cancelled', 'cancelled, then interrupted'] },
  'an abort that does not say why': { make: canceled, interrupt: HOW.filter((how) => how !== 'cancelled'), end: HOW },
  'an abort that says why': { make: () => abortBy(diskFull), interrupt: [], end: [] },
  'an abort by a time limit': { make: () => abortBy(new DOMException('too late', 'TimeoutError')), interrupt: [], end: [] },
  'an abort by a string': { make: () => abortBy('disk full'), interrupt: [], end: [] },
  'an abort that says why, wrapped': { make: () => new Error('could not save', { cause: abortBy(diskFull) }), interrupt: [], end: [] },
  'a real error': { make: () => diskFull, interrupt: [], end: [] },
  "the other scope's interrupt": { make: ({ other }) => other.interrupted, interrupt: [], end: [] },
  "the other scope's interrupt, wrapped": { make: ({ other }) => abortBy(other.interrupted), interrupt: [], end: [] },
  'a clone of the other': { make: () => structuredClone(new InterruptError('SIGTERM')), interrupt: [], end: [] },
  'an interrupt of nobody, by the same signal': { make: () => new InterruptError('SIGINT'), interrupt: [], end: [] },
  'both interrupts': { make: ({ own, other }) => new AggregateError([own.interrupted ?? diskFull, other.interrupted]), interrupt: [], end: [] },
  'an abort and a real error': { make: () => new AggregateError([canceled(), diskFull]), interrupt: [], end: [] },
  'the reason of the closed scope of somebody': { make: () => abortBy(Object.assign(new Error('The scope has closed'), { name: 'AbortError' })), interrupt: HOW.filter((how) => how !== 'cancelled'), end: HOW },
};

/** Two scopes of which the other has been interrupted and has caught it; the first is ended then. */
async function beside(test: (two: Two) => Promise<void>, options: CaptureOptions = {}): Promise<void> {
  using mock = mockSignals();
  const two: Two = { mock, own: captureSignals('SIGINT', { repeatMs: 0, ...options }), other: captureSignals('SIGTERM', { repeatMs: 0 }) };
  mock.send('SIGTERM');
  expect(two.other.interrupted).to.be.instanceOf(InterruptError);
  await setImmediate();
  try {
    await test(two);
  } finally {
    await two.other.close();
    await thrownBy(two.own.close());
  }
}

describe('An interrupt is that of the scope that it has interrupted', () => {
  for (const how of HOW) {
    for (const [what, { make, interrupt, end }] of Object.entries(ERRORS)) {
      const isInterrupt = interrupt.includes(how);
      const isEnd = end.includes(how);

      it(`in run: the main of a scope that was ${how} throws ${what}, and it is ${isInterrupt ? 'the interrupt' : 'told as it is'}`, () => beside(async (two) => {
        let made: unknown;
        const thrown = await thrownBy(two.own.run(async ({ signal }) => {
          ENDS[how]!(two);
          await untilAborted(signal);
          void two.own.interrupted; // which it has seen then
          throw (made = make(two) ?? diskFull);
        }));
        expect(thrown).to.equal(isInterrupt ? two.own.interrupted : made);
      }));

      it(`in a task: one of a scope that was ${how} throws ${what}, and it is ${isEnd ? 'cancelled by that' : 'a failure'}`, () => beside(async (two) => {
        let made: unknown;
        const task = two.own.spawn(async (signal) => {
          await untilAborted(signal);
          throw (made = make(two) ?? diskFull);
        });
        ENDS[how]!(two);
        void two.own.interrupted;
        expect(await thrownBy(two.own.close())).to.equal(isEnd ? 'nothing' : made);
        expect(await thrownBy(task)).to.equal(isEnd ? two.own.signal.reason : made);
      }));
    }
  }

  it('and of those that it was handed on to: a scope with the signal of another as its parent', () => beside(async ({ mock, own }) => {
    const inner = captureSignals('SIGHUP', { signal: own.signal });
    const thrown = thrownBy(inner.run(async ({ signal }) => {
      await untilAborted(signal);
      throw abortBy(own.signal.reason);
    }));
    mock.send('SIGINT');
    expect(await thrown).to.equal(own.interrupted);
    expect(inner.interrupted).to.equal(own.interrupted);
  }));

  it('and not of a scope whose parent was cancelled with a real error', () => beside(async ({ own }) => {
    const inner = captureSignals('SIGHUP', { signal: own.signal });
    const wrapped = abortBy(enough);
    const thrown = thrownBy(inner.run(async ({ signal }) => {
      await untilAborted(signal);
      throw wrapped;
    }));
    own.abort(enough);
    expect(await thrown).to.equal(wrapped);
  }));

  it('whoever comes first among the signals of AbortSignal.any', () => beside(async ({ mock, own, other }) => {
    const any = AbortSignal.any([other.signal, own.signal]);
    const thrown = thrownBy(own.run(async () => {
      mock.send('SIGINT');
      void own.interrupted;
      throw abortBy(any.reason);
    }));
    expect(findInterrupt(await thrown)).to.equal(other.interrupted);
  }));

  for (const [what, make, isFailure] of [
    ["its own interrupt in Node's wrapping", (two: Two) => abortBy(two.own.signal.reason), false],
    ["the other scope's", (two: Two) => abortBy(two.other.interrupted), true],
    ['an abort that says why', () => abortBy(diskFull), true],
  ] as const) {
    it(`in onSignal, whose promise rejects with ${what}: ${isFailure ? 'a failure' : 'none'}`, async () => {
      let two!: Two;
      let made: unknown;
      await beside(async (both) => {
        two = both;
        both.mock.send('SIGINT');
        await setImmediate();
        const thrown = await thrownBy(both.own.close());
        expect(thrown).to.equal(isFailure ? made : 'nothing');
      }, {
        onSignal: async () => {
          await setImmediate();
          throw (made = make(two));
        },
      });
    });
  }
});

describe('How the process ends, when two scopes have been ended', () => {
  /** What it dies by; or what stands on stderr. */
  const ROWS: Record<string, [end: NodeJS.Signals | RegExp, stdout: string]> = {
    'a task that is told to end is aborted for a reason of its own': [/disk full/, ''],
    'a cleanup is aborted for a reason of its own': [/disk full/, ''],
    'the main of run is aborted for a reason of its own': [/disk full/, 'saving\n'],
    'a block is aborted for a reason of its own': [/disk full/, 'saving\n'],
    'a floating operation is aborted for a reason of its own': [/disk full/, 'saving\n'],
    'an operation long after is aborted for a reason of its own': [/disk full/, 'going on\n'],
    'an operation behind another scope is aborted for no reason': [/canceled/, 'going on\n'],
    'a task of a cancelled scope lets the interrupt of its own scope go': ['SIGTERM', ''],
    'a task of a scope that closes lets the interrupt of its own scope go': ['SIGTERM', ''],
    'another one takes the interrupt that comes while the first cleans up': ['SIGINT', 'the other took SIGTERM\n'],
    'a Ctrl-C comes behind an interrupt that was handed on': ['SIGTERM', ''],
    'run is left with the interrupt of another scope': ['SIGINT', 'this one: SIGTERM\n'],
    'run is left with the bare interrupt of another scope': ['SIGINT', 'this one: SIGTERM\n'],
    'a block is left with the interrupt of another scope': ['SIGINT', 'this one: SIGTERM\n'],
    'the first of AbortSignal.any is let go': ['SIGTERM', 'cleaned up\n'],
    'a clone of its interrupt floats beside the cleanup': ['SIGTERM', 'cleaned up\n'],
    'an inner scope fails while the outer is interrupted': [/disk full/, 'cleaned up\n'],
  };
  for (const [way, [end, stdout]] of Object.entries(ROWS)) {
    it(way, async () => {
      const { stderr, ...ended } = await run('ending/tells-whose-it-is', { args: [way] });
      if (typeof end === 'string') return expect({ ...ended, stderr }).to.deep.equal({ code: null, signal: end, stdout, stderr: '' });
      expect(ended).to.deep.equal({ code: 1, signal: null, stdout });
      expect(stderr).to.match(end);
    });
  }
});
