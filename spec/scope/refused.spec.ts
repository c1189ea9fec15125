import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { captureSignals, findInterrupt, InterruptError, raiseSignal, watchSignals } from 'capture-signals';
import { expect } from 'chai';

type Anything = any;
type Refusal = readonly [input: Anything, error: Function, message: string];

const state = () => process.eventNames().map((name) => `${String(name)} ${process.listenerCount(name)}`).join();

function refusal(run: () => unknown): Error {
  const before = state();
  try {
    run();
  } catch (error) {
    expect(state()).to.equal(before);
    return error as Error;
  }
  return expect.fail('It was not refused');
}

const SIGNALS: readonly Refusal[] = [
  [[], TypeError, 'expected at least one signal name, received an empty array'],
  [new Set(), TypeError, 'expected at least one signal name, received an object'],
  [null, TypeError, 'expected a signal name or an iterable of them, received null'],
  [15, TypeError, 'expected a signal name or an iterable of them, received 15'],
  [['SIGINT', 2], TypeError, "expected a signal name such as 'SIGINT', received 2"],
  [['SIGINT', undefined], TypeError, "expected a signal name such as 'SIGINT', received undefined"],
  [[Symbol('SIGINT')], TypeError, "expected a signal name such as 'SIGINT', received Symbol(SIGINT)"],
  ['', TypeError, "expected a signal name such as 'SIGINT', received ''"],
  ['SIGFOO', TypeError, "expected a signal name such as 'SIGINT', received 'SIGFOO'"],
  ['sigint', TypeError, "received 'sigint' (did you mean 'SIGINT'?)"],
  ['INT', TypeError, "received 'INT' (did you mean 'SIGINT'?)"],
  ['hup', TypeError, "received 'hup' (did you mean 'SIGHUP'?)"],
  ['SIGTREM', TypeError, "received 'SIGTREM' (did you mean 'SIGTERM'?)"],
  ['SIGTERMS', TypeError, "received 'SIGTERMS' (did you mean 'SIGTERM'?)"],
  ['SIGTRM', TypeError, "received 'SIGTRM' (did you mean 'SIGTERM'?)"],
  ['SIGKILL', RangeError, "received 'SIGKILL': the system does not let a process catch it"],
  ['SIGSTOP', RangeError, "received 'SIGSTOP': the system does not let a process catch it"],
  ...['SIGSEGV', 'SIGBUS', 'SIGFPE', 'SIGILL'].map((name): Refusal => [name, RangeError, `received '${name}': it cannot be handled safely from JavaScript`]),
  ...['SIGPIPE', 'SIGXFSZ'].map((name): Refusal => [name, RangeError, `received '${name}': the runtime ignores it`]),
  [['SIGTERM', 'SIGKILL'], RangeError, "received 'SIGKILL'"],
];

const MS = ['graceMs', 'repeatMs', 'drainMs'].flatMap((name): Refusal[] => [
  [{ [name]: '5' }, TypeError, `expected the option '${name}' to be a number of milliseconds, received '5'`],
  [{ [name]: null }, TypeError, `'${name}' to be a number of milliseconds, received null`],
  [{ [name]: 5n }, TypeError, `'${name}' to be a number of milliseconds, received 5n`],
  [{ [name]: -1 }, RangeError, `'${name}' to be a whole number of milliseconds from 0 to 2147483647, received -1`],
  [{ [name]: 0.5 }, RangeError, 'received 0.5'],
  [{ [name]: NaN }, RangeError, 'received NaN'],
  [{ [name]: Infinity }, RangeError, 'received Infinity'],
  [{ [name]: 2 ** 31 }, RangeError, 'received 2147483648'],
]);

const OPTIONS: readonly Refusal[] = [
  ...MS,
  [null, TypeError, 'expected an object of options, received null'],
  [5, TypeError, 'expected an object of options, received 5'],
  [() => {}, TypeError, 'expected an object of options, received a function'],
  [[], TypeError, 'expected an object of options, received an empty array'],
  [{ signal: {} }, TypeError, "'signal' to be an AbortSignal, received an object"],
  [{ signal: new AbortController() }, TypeError, "'signal' to be an AbortSignal, received an object"],
  [{ signal: null }, TypeError, "'signal' to be an AbortSignal, received null"],
  [{ onSignal: 'log' }, TypeError, "'onSignal' to be a function, received 'log'"],
  [{ exclusive: 1 }, TypeError, "'exclusive' to be a boolean, received 1"],
  [{ uncaught: 'yes' }, TypeError, "'uncaught' to be a boolean, received 'yes'"],
  [{ grace: 5 }, TypeError, "received 'grace' with 5"],
  [{ graceMS: 5 }, TypeError, "received 'graceMS' with 5 (did you mean 'graceMs'?)"],
  [{ gracems: 5 }, TypeError, "(did you mean 'graceMs'?)"],
  [{ exlusive: true }, TypeError, "(did you mean 'exclusive'?)"],
  ['SIGTERM', TypeError, "expected several signals in an array, as in ['SIGINT', 'SIGTERM'], received 'SIGTERM' as a second argument"],
  [AbortSignal.abort(), TypeError, 'expected an object of options, received an AbortSignal (did you mean { signal }?)'],
  [Promise.resolve(), TypeError, 'expected an object of options, received a promise'],
  [new Set(), TypeError, 'expected an object of options, received an object'],
  [{ [Symbol('graceMs')]: 5 }, TypeError, 'received Symbol(graceMs) with 5'],
  [Object.create({ graceMs: -1 }), RangeError, "'graceMs' to be a whole number"],
  [{ toString: 5 }, TypeError, "received 'toString' with 5"],
];

describe('captureSignals() refuses', () => {
  for (const [input, error, message] of SIGNALS) {
    it(`${JSON.stringify(input) ?? String(input)}: ${message}`, () => {
      expect(refusal(() => captureSignals(input))).to.be.instanceOf(error).with.property('message').that.includes(message).and.matches(/^captureSignals expected /);
      expect(refusal(() => watchSignals(input))).to.be.instanceOf(error).with.property('message').that.includes(message).and.matches(/^watchSignals expected /);
    });
  }

  for (const [input, error, message] of OPTIONS) {
    const shown = JSON.stringify(input, (_, value) => (typeof value === 'number' || typeof value === 'bigint' ? String(value) : value));
    it(`the options ${shown}: ${message}`, () => {
      expect(refusal(() => captureSignals('SIGTERM', input))).to.be.instanceOf(error).with.property('message').that.includes(message);
    });
  }

  it('no option that is undefined, nor a limit of a time', async () => {
    const limits = { graceMs: 0, repeatMs: 2 ** 31 - 1, drainMs: 0, signal: undefined, onSignal: undefined, exclusive: undefined, uncaught: undefined };
    await captureSignals('SIGTERM', limits).close();
  });

  it('an AbortSignal in place of the options of a watch, and of all', () => {
    const message = 'an object of options, received an AbortSignal (did you mean { signal }?)';
    expect(refusal(() => watchSignals('SIGHUP', AbortSignal.abort() as Anything)).message).to.equal(`watchSignals expected ${message}`);
    expect(refusal(() => captureSignals(AbortSignal.abort() as Anything)).message).to.equal(`captureSignals expected ${message}`);
  });

  it('no options that are inherited', async () => {
    let requests = 0;
    await using capture = captureSignals('SIGUSR2', Object.create({ onSignal: () => void requests++, repeatMs: 0 }));
    process.kill(process.pid, 'SIGUSR2');
    await capture.promise;
    expect(requests).to.equal(1);
  });

  it('a worker thread, and says how to hand the AbortSignal over', async () => {
    const program = fileURLToPath(new URL('../programs/captures-in-a-worker.ts', import.meta.url));
    const worker = new Worker(`require('tsx/cjs'); require(${JSON.stringify(program)})`, { eval: true });
    const message = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    expect(message).to.match(/^captureSignals expected to be called in the main thread.*util\.transferableAbortSignal/);
    await worker.terminate();
  });
});

describe('A closed scope', () => {
  it('refuses work, and lets abort() and close() be', async () => {
    const capture = captureSignals('SIGTERM');
    await capture.close();
    const message = (name: string) => `${name} expected an open scope, but the scope has closed`;
    const caught = (promise: Promise<unknown>) => promise.then(() => expect.fail('not refused'), (error: Error) => error.message);
    expect(await caught(capture.spawn(async () => {}))).to.equal(message('spawn'));
    expect(await caught(capture.race(Promise.resolve()))).to.equal(message('race'));
    expect(await caught(capture.checkpoint())).to.equal(message('checkpoint'));
    expect(() => capture.interruptible(() => {})).to.throw(Error, message('interruptible'));
    capture.abort();
    await capture.close();
    expect(capture.signal.reason).to.include({ name: 'AbortError', code: 'ABORT_ERR', message: 'The scope has closed' });
    expect(await capture.promise).to.equal(undefined);
  });
});

describe('raiseSignal() refuses', () => {
  for (const input of ['sigint', 'SIGFOO', 2, undefined, 'SIGSEGV', 'SIGPIPE', 'SIGLOST'] as Anything[]) {
    it(String(input), () => {
      expect(refusal(() => raiseSignal(input))).to.be.instanceOf(TypeError).with.property('message').that.matches(/^raiseSignal expected a signal /);
    });
  }
});

describe('InterruptError', () => {
  it('is an abort, and carries the signal and the exit code', () => {
    const error = new InterruptError('SIGTERM');
    expect(error).to.be.instanceOf(Error);
    expect(error).to.include({ name: 'AbortError', code: 'ABORT_ERR', signal: 'SIGTERM', exitCode: 143, message: 'Interrupted by SIGTERM' });
    expect(refusal(() => new InterruptError('SIGFOO' as Anything))).to.be.instanceOf(TypeError);
  });
});

describe('findInterrupt()', () => {
  const interrupt = new InterruptError('SIGINT');
  const real = new Error('real');
  const suppressed = (error: unknown, hidden: unknown) => Object.assign(new Error('An error was suppressed'), { name: 'SuppressedError', error, suppressed: hidden });
  const cycle = new Error('cycle', { cause: new Error('inner') });
  (cycle.cause as Error).cause = cycle;
  const selfish = new AggregateError([interrupt]);
  selfish.errors.push(selfish);
  const hostile = new Proxy({}, { get: () => { throw real; } });
  let deep: unknown = interrupt;
  for (let level = 0; level < 40; level++) deep = new AggregateError([deep, deep]);

  let long: unknown = interrupt;
  for (let link = 0; link < 20_000; link++) long = new Error('link', { cause: long });
  const shared = new Error('shared', { cause: interrupt });

  const table: readonly [title: string, error: unknown, found: InterruptError | undefined][] = [
    ['finds the interrupt itself', interrupt, interrupt],
    ['follows cause', new Error('a', { cause: new Error('b', { cause: interrupt }) }), interrupt],
    ['follows the cause of a plain object', { cause: interrupt }, interrupt],
    ['takes an AggregateError of interrupts', new AggregateError([interrupt, new Error('a', { cause: interrupt })]), interrupt],
    ['takes a SuppressedError of interrupts', suppressed(interrupt, interrupt), interrupt],
    ['does not hide a real error in an AggregateError', new AggregateError([interrupt, real]), undefined],
    ['does not hide a real error that was suppressed', suppressed(interrupt, real), undefined],
    ['does not hide a real error that suppresses', suppressed(real, interrupt), undefined],
    ['finds nothing in an empty AggregateError', new AggregateError([]), undefined],
    ['finds nothing in other errors', real, undefined],
    ['finds nothing in another abort', new DOMException('x', 'AbortError'), undefined],
    ['ends in a cycle', cycle, undefined],
    ['does not take an AggregateError for what it holds of itself', selfish, undefined],
    ['looks at each error once', deep, interrupt],
    ['does not throw for a hostile object', hostile, undefined],
    ['follows a cause however long', long, interrupt],
    ['finds the interrupt behind an error that stands in two places', new AggregateError([new Error('a', { cause: shared }), shared]), interrupt],
    ['finds nothing in undefined', undefined, undefined],
    ['finds nothing in a string', 'SIGINT', undefined],
  ];
  for (const [title, error, found] of table) it(title, () => expect(findInterrupt(error)).to.equal(found));
});
