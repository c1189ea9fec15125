import type { StdioOptions } from 'node:child_process';
import { captureSignals, findInterrupt, raiseSignal, type SignalCapture } from 'capture-signals';
import { expect } from 'chai';
import { run, start } from '../support/process.ts';
import { isNode, runtimeCommand } from '../support/runtime.ts';
import { unlistened } from '../support/unlistened.ts';

const ONE_REQUEST = { repeatMs: 0 };
const TRIES = 200;

const thrownBy = (promise: Promise<unknown>) => promise.then(() => undefined, (error: unknown) => error);

async function delivered(capture: SignalCapture, seen: () => boolean): Promise<void> {
  raiseSignal('SIGUSR2');
  while (!seen()) await new Promise(setImmediate);
  void capture;
}

describe('close()', () => {
  afterEach(unlistened);

  for (const phase of ['main', 'microtask', 'tick', 'timer', 'check', 'poll', 'socket']) {
    it(`loses no signal in flight when it is called from ${phase} (${TRIES} tries)`, async () => {
      const { code, stdout, stderr } = await run('closes-with-a-signal-in-flight', { args: [phase, String(TRIES)] });
      expect({ code, stdout, stderr }).to.deep.equal({ code: 0, stdout: `caught ${TRIES}, lost 0\n`, stderr: '' });
    });
  }

  /** As of a worker of `node:cluster`, or a program that PM2 or tsx has started. */
  const CHANNEL = ['pipe', 'pipe', 'pipe', 'ipc'] as const;
  for (const [where, stdio] of [['', 'pipe'], [', beside a channel to its parent', [...CHANNEL]]] as const) {
    it(`throws what comes in the very moment in which its listener goes${where} (${TRIES} tries)`, async function () {
      if (!isNode) this.skip(); // which alone shows it
      const ended = await run('scope/closes-as-a-signal-comes', { args: [String(TRIES)], stdio: stdio as StdioOptions });
      expect(ended).to.deep.equal({ code: 0, signal: null, stdout: `caught ${TRIES}, lost 0\n`, stderr: '' });
    });
  }

  it('sends nothing that a listener of the program would hear', async () => {
    const ended = { code: 0, signal: null, stderr: '' };
    expect(await run('opens-and-closes-beside-sigurg')).to.deep.equal({ ...ended, stdout: '0 listeners, heard 0\n' });
    expect(await run('opens-and-closes-beside-sigurg', { args: ['listens'] })).to.deep.equal({ ...ended, stdout: '1 listeners, heard 0\n' });
  });

  it('ends where SIGURG is blocked', async () => {
    const blocked = 'import os, signal, sys; signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGURG]); os.execv(sys.argv[1], sys.argv[1:])';
    const { stdout } = await run('opens-and-closes-beside-sigurg', { command: ['python3', '-c', blocked, ...runtimeCommand] });
    expect(stdout).to.equal('0 listeners, heard 0\n');
  });

  it('aborts signal with an AbortError when nothing has before', async () => {
    const capture = captureSignals('SIGUSR2');
    const { signal } = capture;
    const closing = capture.close();
    expect(signal.reason).to.include({ name: 'AbortError', code: 'ABORT_ERR', message: 'The scope has closed' });
    await closing;
    expect(capture.interrupted).to.equal(undefined);
    expect(await capture.promise).to.equal(undefined);
  });

  it('is idempotent, and calls that overlap share one promise', async () => {
    const capture = captureSignals('SIGUSR2');
    const first = capture.close();
    expect(capture.close()).to.equal(first);
    await first;
    await capture.close();
    await capture[Symbol.asyncDispose]();
  });

  it('may be called from an abort listener of its own', async () => {
    const capture = captureSignals('SIGUSR2');
    let inner: Promise<void> | undefined;
    capture.signal.addEventListener('abort', () => (inner = capture.close()));
    const outer = capture.close();
    expect(inner).to.equal(outer);
    await outer;
  });

  it('throws once: what was caught is not thrown by the end of the block again', async () => {
    await using capture = captureSignals('SIGUSR2', ONE_REQUEST);
    raiseSignal('SIGUSR2');
    expect(findInterrupt(await thrownBy(capture.close()))?.signal).to.equal('SIGUSR2');
    await capture.close();
  });

  it('takes the turns of one for a thousand that overlap', async () => {
    const captures = Array.from({ length: 1000 }, () => captureSignals('SIGUSR2'));
    let turns = 0;
    let isDone = false;
    const count = (): void => {
      turns++;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    await Promise.all(captures.map((capture) => capture.close()));
    isDone = true;
    expect(turns).to.be.at.most(3);
  });

  it('closes captures that overlap in any order', async () => {
    for (let tries = 0; tries < 50; tries++) {
      const captures = Array.from({ length: 20 }, () => captureSignals(['SIGUSR2', 'SIGTERM']));
      captures.sort(() => Math.random() - 0.5);
      await Promise.all(captures.map(async (capture, index) => {
        for (let turn = 0; turn < index % 4; turn++) await new Promise(setImmediate);
        await capture.close();
      }));
      expect([process.listenerCount('SIGUSR2'), process.listenerCount('SIGTERM')]).to.deep.equal([0, 0]);
    }
  });
});

describe('Closing beside a listener of the program', () => {
  it('takes no signal for one that has come, in whatever turn that listener goes', async () => {
    for (let turns = 0; turns < 8; turns++) {
      const heard: string[] = [];
      const listener = (signal: string): void => void heard.push(signal);
      const capture = captureSignals('SIGUSR2', ONE_REQUEST); // whose listener makes the handle, which the other keeps
      process.on('SIGUSR2', listener);
      const closing = capture.close();
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
      process.off('SIGUSR2', listener);
      await closing;
      expect(capture.interrupted).to.equal(undefined);
      expect(heard).to.deep.equal([]);
    }
  });
});

describe('An interrupt is thrown by closing', () => {
  afterEach(unlistened);

  it('when it was delivered once closing had begun, whatever the block had taken', async () => {
    for (const take of [() => {}, (capture: SignalCapture) => void capture.signal, (capture: SignalCapture) => void capture.promise]) {
      const capture = captureSignals('SIGUSR2', ONE_REQUEST);
      take(capture);
      raiseSignal('SIGUSR2');
      const thrown = await thrownBy(capture.close());
      expect(findInterrupt(thrown)).to.equal(capture.interrupted).and.not.to.equal(undefined);
      expect(await capture.promise).to.equal('SIGUSR2');
      await unlistened();
    }
  });

  it('when it came before and the block had taken neither signal nor promise', async () => {
    const witness = captureSignals('SIGUSR2', ONE_REQUEST);
    const capture = captureSignals('SIGUSR2', ONE_REQUEST);
    await delivered(capture, () => witness.interrupted !== undefined);
    expect(findInterrupt(await thrownBy(capture.close()))?.signal).to.equal('SIGUSR2');
    await witness.close();
  });

  for (const [title, take] of [
    ['signal', (capture: SignalCapture) => void capture.signal],
    ['promise', (capture: SignalCapture) => void capture.promise],
    ['the interrupt by interrupted', (capture: SignalCapture) => void capture.interrupted],
    ['the interrupt by checkpoint()', (capture: SignalCapture) => thrownBy(capture.checkpoint())],
    ['the interrupt by race()', (capture: SignalCapture) => thrownBy(capture.race(new Promise(() => {})))],
    ['the interrupt by a task that it has spawned', (capture: SignalCapture) => thrownBy(capture.spawn(async () => {}))],
    ['the interrupt by interruptible()', (capture: SignalCapture) => thrownBy((async () => capture.interruptible(() => {}))())],
  ] as const) {
    it(`not when the block was given ${title}`, async () => {
      const witness = captureSignals('SIGUSR2', ONE_REQUEST);
      const capture = captureSignals('SIGUSR2', ONE_REQUEST);
      await delivered(capture, () => witness.interrupted !== undefined);
      await take(capture);
      await capture.close();
      await witness.close();
    });
  }

  it('not when onSignal has seen it', async () => {
    let hasSeen = false;
    const capture = captureSignals('SIGUSR2', { ...ONE_REQUEST, onSignal: () => (hasSeen = true) });
    await delivered(capture, () => hasSeen);
    await capture.close();
    expect(capture.interrupted?.signal).to.equal('SIGUSR2');
  });

  for (const taken of ['as it is', 'through any']) {
    for (const way of ['waits for its head', 'waits for its body']) {
      it(`not when a fetch that was given the signal ${taken} ${way}`, async () => {
        await using child = await start('seeing/fetches', { args: [way, taken] });
        child.send('SIGINT');
        expect(await child.ended).to.deep.equal({ code: 0, signal: null, stdout: 'caught Interrupted by SIGINT\nwent on\n', stderr: '' });
      });
    }
  }

  for (const way of ['nothing', 'signal', 'promise', 'early']) {
    it(`and ends a program that was too busy to notice (the block took ${way})`, async () => {
      expect(await run('is-too-busy-to-notice', { args: [way] })).to.deep.equal({ code: null, signal: 'SIGTERM', stdout: 'block done\nexit 143\n', stderr: '' });
    });
  }
});
