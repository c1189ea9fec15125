import { expect } from 'chai';
import { type Block, parse, Programs } from './support/blocks.ts';
import { examplesOf, publicComments } from './support/doc-comments.ts';

/** What becomes of each example; `support/blocks.ts` tells how to read it. */
const RUNS: Record<string, string> = {
  'captureSignals: The default signals': 'SIGHUP; dies by SIGHUP',
  'captureSignals: A lock that is removed however the block ends': 'SIGINT; dies by SIGINT',
  'captureSignals: The program goes on after Ctrl-C': 'SIGINT; prints "Stopped by SIGINT"',
  'SignalName: Signals as a setting': '',
  'SignalEvent': 'SIGTERM; prints "SIGTERM, request 1"',
  'CaptureOptions.signal: A time limit beside Ctrl-C': 'exits 1; complains "TimeoutError"',
  'CaptureOptions.graceMs: A cleanup that hangs': 'SIGTERM; dies by SIGTERM; complains "still open 200 ms after SIGTERM; cleanups: pool"',
  'CaptureOptions.repeatMs: A launcher that relays slowly': 'SIGINT; dies by SIGINT',
  'CaptureOptions.drainMs: A worker that finishes its job': 'SIGTERM; prints "finished what it held"',
  'CaptureOptions.onSignal: Ctrl-C twice': 'SIGINT; SIGINT; dies by SIGINT; prints "Press Ctrl-C again to end"',
  'CaptureOptions.exclusive: Ctrl-C ends the command, and the program goes on': 'SIGINT; prints "The program goes on: true"',
  'CaptureOptions.uncaught: An error in a timer waits for the cleanup': 'exits 1; prints "cleaned up"; complains "somewhere else"',
  'CaptureOptions.watchdog: Ctrl-C ends a program that is stuck': 'SIGINT until it ends; dies by SIGINT; prints "Stuck from now on"',
  'SignalCapture: A log of the shutdown': 'SIGTERM; dies by SIGTERM; prints "asked to end by SIGTERM"',
  'SignalCapture.signal: Ctrl-C ends the wait': 'SIGINT; dies by SIGINT',
  'SignalCapture.promise: A server that runs until it is told to end': 'SIGTERM; prints "SIGTERM: closing"',
  'SignalCapture.interrupted: A loop that ends between two jobs': 'SIGTERM; prints "Ended by SIGTERM"',
  'SignalCapture.abort: Work that is given up': 'prints "out of disk space"',
  'SignalCapture.spawn: Two tasks that end together': 'SIGTERM; dies by SIGTERM; prints "first stops" "second stops"',
  'SignalCapture.race: Nobody waits any more, when Ctrl-C comes': 'SIGINT; dies by SIGINT',
  'SignalCapture.checkpoint: A loop that Ctrl-C ends': 'SIGINT; dies by SIGINT',
  'SignalCapture.interruptible: Ctrl-C breaks a computation': 'SIGINT until it ends; dies by SIGINT; prints "Computing"',
  'SignalCapture.defer: A lock that goes also when a library calls process.exit()': 'SIGTERM; dies by SIGTERM',
  'SignalCapture.defer: A pool that is ended last': 'SIGTERM; dies by SIGTERM',
  'SignalCapture.run: In plain JavaScript': 'SIGTERM; dies by SIGTERM; prints "pool ended"',
  'SignalCapture.close: Where the syntax of await using is missing': 'SIGINT; dies by SIGINT',
  'InterruptError: A cancellation that ends as Ctrl-C would': 'dies by SIGINT',
  'InterruptError: Its members': 'prints "SIGTERM 143"',
  'findInterrupt: Only a real error is an error': 'SIGINT; prints "Stopped by SIGINT"',
  'raiseSignal: Ask the rest of this program to shut down': 'dies by SIGTERM',
  'raiseSignal: End by an interrupt that was caught': 'SIGINT; dies by SIGINT; prints "cleaned up"',
  'watchSignals: Reload on SIGHUP, end on SIGTERM': 'SIGHUP; SIGTERM; dies by SIGTERM; prints "reload on SIGHUP"',
  'WatchOptions.signal: A watch that ends with the scope': 'SIGHUP; SIGTERM; dies by SIGTERM; prints "SIGHUP" "no more reloads"',
  'SignalWatch: One signal': 'SIGUSR2; prints "got SIGUSR2"',
  'SignalWatch.close: The loop ends with it': 'prints "no more reloads"',
  'drainServer: A server that loses no request': 'SIGTERM; prints "answering what is in flight"',
  'DrainableServer: A server of any of the three': '',
  'DrainOptions: Behind a load balancer': 'SIGTERM',
  'ServerDrain.draining: A readiness check': 'SIGTERM',
  'ServerDrain.inFlight: A line in the log': 'SIGTERM; prints "waiting for 0 requests"',
  'ServerDrain.signal: What a handler waits for': 'SIGTERM',
  'ServerDrain.close: Without await using': 'prints "listening: false"',
  'mockSignals: How a program ends by SIGTERM': 'prints "cleaned up" "SIGTERM"',
  'MockSignals.send: A watch is told': 'prints "SIGHUP"',
  'MockSignals.listening: Nothing is left open': 'prints "SIGINT SIGTERM" "0"',
  'MockSignals.ending: A signal that nobody hears': `prints "{ signal: 'SIGTERM' }"`,
};

const AT_A_TIME = 8;

const examples = publicComments().flatMap(examplesOf);
const blocks = examples.map(({ name, code }, index): Block => ({ line: 0, file: `example-${index}.ts`, code, ...parse(RUNS[name] ?? '') }));
type Outcome = Awaited<ReturnType<Programs['run']>> | { readonly error: unknown };

/** Several at a time, so that all of them are quick. Never rejects. */
async function runAll(programs: Programs): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const left = [...blocks.entries()];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) outcomes[next[0]] = await programs.run(next[1]).catch((error: unknown) => ({ error }));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return outcomes;
}

describe('The doc comments', () => {
  let programs: Programs;
  let outcomes: Outcome[];
  before(async function () {
    this.timeout(120_000);
    programs = await Programs.write(blocks, { ofDocComments: true });
    outcomes = await runAll(programs);
  });
  after(() => programs[Symbol.asyncDispose]());

  it('have examples of which each is told how it is to be run', () => {
    expect(examples.map(({ name }) => name).sort()).to.deep.equal(Object.keys(RUNS).sort());
  });

  for (const [index, { name }] of examples.entries()) {
    it(`${name} => ${RUNS[name] || 'exits 0'}`, () => {
      const outcome = outcomes[index]!;
      if ('error' in outcome) throw outcome.error;
      const { stdout, stderr, ...end } = outcome;
      const { end: wanted, prints, complains } = blocks[index]!;
      expect(end, stdout + stderr).to.deep.equal(wanted);
      expect(stdout).to.equal((prints ?? []).map((line) => `${line}\n`).join(''));
      if (complains === undefined) expect(stderr).to.equal('');
      else expect(stderr).to.include(complains);
    });
  }
});
