import { Worker } from 'node:worker_threads';
import { captureSignals, findInterrupt, InterruptError, raiseSignal, type SignalName } from 'capture-signals';
import { expect } from 'chai';
import { unlistened } from '../support/unlistened.ts';

/** What a scope was interrupted with by a real signal. */
async function interruptOf(signal: SignalName): Promise<InterruptError> {
  await using capture = captureSignals(signal, { repeatMs: 0 });
  raiseSignal(signal);
  await capture.promise;
  return capture.interrupted!;
}

/** What comes out of a thread that runs this code, by its `'error'` event. */
async function uncaughtIn(code: string, data: unknown): Promise<unknown> {
  const worker = new Worker(`const { workerData } = require('node:worker_threads'); ${code}`, { eval: true, workerData: data, execArgv: [], env: {} });
  return await new Promise((resolve) => worker.once('error', resolve).once('exit', () => resolve(undefined)));
}

describe('findInterrupt()', () => {
  afterEach(unlistened);

  const own = { 'a signal has made': () => interruptOf('SIGUSR2'), 'the program has made': async () => new InterruptError('SIGUSR2') };
  for (const [whose, make] of Object.entries(own)) {
    it(`recognises a clone of an interrupt that ${whose}, and gives an InterruptError`, async () => {
      const clone: Error = structuredClone(await make());
      expect(clone).not.to.be.instanceOf(InterruptError);
      const found = findInterrupt(clone);
      expect(found).to.be.instanceOf(InterruptError);
      expect(found).to.include({ signal: 'SIGUSR2', message: 'Interrupted by SIGUSR2', name: 'AbortError', code: 'ABORT_ERR' });
      expect(findInterrupt(new Error('wrapped', { cause: clone }))).to.have.property('signal', 'SIGUSR2');
    });

    it(`recognises one that ${whose} when a thread throws it, as it is, cloned, or wrapped by Node`, async () => {
      const interrupt = await make();
      const { name, code, signal, exitCode, message, stack } = interrupt;
      for (const throws of [
        'throw workerData.clone',
        'throw Object.assign(workerData.clone, workerData.properties)',
        "throw Object.assign(new Error('The operation was aborted', { cause: workerData.clone }), { name: 'AbortError', code: 'ABORT_ERR' })",
      ]) {
        const came = await uncaughtIn(throws, { clone: interrupt, properties: { name, code, signal, exitCode, message, stack } });
        expect(came, throws).to.be.instanceOf(Error);
        expect(findInterrupt(came), throws).to.have.property('signal', 'SIGUSR2');
      }
    });
  }

  it('recognises the clone of every signal, SIGINT to SIGUNUSED', () => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK', 'SIGUSR1', 'SIGUNUSED'] as const) {
      expect(findInterrupt(structuredClone(new InterruptError(signal)))).to.have.property('signal', signal);
    }
  });

  const cloned = (error: Error): Error => structuredClone(error);
  const named = (message: string, name: string) => Object.assign(new Error(message), { name });
  const others: Record<string, () => unknown> = {
    'an error with the same message': () => new Error('Interrupted by SIGTERM'),
    'the clone of one': () => cloned(new Error('Interrupted by SIGTERM')),
    'what says more': () => cloned(named('Interrupted by SIGTERM!', 'AbortError')),
    'what says it after something else': () => cloned(named('It was Interrupted by SIGTERM', 'AbortError')),
    'what says it on its second line': () => cloned(named('Failed\nInterrupted by SIGTERM', 'AbortError')),
    'the name of a signal alone': () => cloned(named('SIGTERM', 'AbortError')),
    'what is no signal': () => cloned(named('Interrupted by SIGFOO', 'AbortError')),
    'a signal in small letters': () => cloned(named('Interrupted by sigterm', 'AbortError')),
    'a signal that cannot be captured': () => cloned(named('Interrupted by SIGKILL', 'AbortError')),
    'an error of another class': () => cloned(new TypeError('Interrupted by SIGTERM')),
    'an error of somebody\'s class': () => new (class AbortError extends Error { override name = 'AbortError'; })('Interrupted by SIGTERM'),
    'an error with properties of its own': () => Object.assign(cloned(new InterruptError('SIGTERM')), { code: 'EPIPE' }),
    'one that names another signal': () => Object.assign(cloned(new InterruptError('SIGTERM')), { signal: 'SIGINT' }),
    'a DOMException': () => new DOMException('Interrupted by SIGTERM', 'AbortError'),
    'an object': () => ({ message: 'Interrupted by SIGTERM' }),
    'a text': () => 'Interrupted by SIGTERM',
    'a clone beside a real error': () => new AggregateError([cloned(new InterruptError('SIGTERM')), new Error('real')]),
  };
  for (const [what, make] of Object.entries(others)) {
    it(`does not take ${what} for one`, () => expect(findInterrupt(make())).to.equal(undefined));
  }

  it('does not throw where an error does when it is looked at', () => {
    const hostile = Object.defineProperty(new Error(), 'message', { get: () => expect.fail('looked at') });
    expect(findInterrupt(hostile)).to.equal(undefined);
  });
});
