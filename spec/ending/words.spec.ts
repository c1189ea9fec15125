import { expect } from 'chai';
import { captureSignals, InterruptError, type SignalName } from 'capture-signals';
import { mockSignals } from 'capture-signals/testing';
import { Request } from '../../src/interrupts/request.ts';
import * as words from '../../src/process/words.ts';
import { system, worldNow } from '../../src/process/system.ts';

const { isCausedBy, wordsOf } = words;
const interruptBehind = (error: unknown, isLetGo: boolean) => words.interruptBehind(error, isLetGo, (signal) => worldNow().journal.mayEndBy(signal)?.error);
const mayBeInterruptFor = (error: unknown) => words.mayBeInterruptFor(error, (signal) => system.journal.isHeard(signal));

/** As somebody else's package makes it. */
const error = (message: string, fields: object = {}): Error => Object.assign(new Error(message), fields);
const withCause = (cause: unknown, fields: object = { name: 'AbortError', code: 'ABORT_ERR' }): Error => Object.assign(new Error('The operation was aborted', { cause }), fields);

const throws = (): never => {
  throw new Error('hands off');
};

class APIUserAbortError extends Error {}
class GoogleGenerativeAIAbortError extends Error {}
/** No `Error`. */
class Cancel {
  message = 'canceled';
}
class CancelledError extends Error {}
class OperationCanceledException extends Error {}
class ConnectError extends Error {
  override name = 'ConnectError';
  readonly code: number;

  constructor(message: string, code: number) {
    super(message);
    this.code = code;
  }
}
/** zx tells everything by accessors. */
class ProcessOutput extends Error {
  readonly #end: { exitCode: number | null; signal: string | null };

  constructor(end: { exitCode: number | null; signal: string | null }) {
    super('exit code');
    this.#end = end;
  }

  get exitCode(): number | null {
    return this.#end.exitCode;
  }

  get signal(): string | null {
    return this.#end.signal;
  }

  get stdout(): string {
    return '';
  }
}

/** Errors that packages make of an abort, and do not say why. */
const ABORTS: Record<string, () => unknown> = {
  'the platform': () => new DOMException('This operation was aborted', 'AbortError'),
  'an AbortController without a reason': () => AbortSignal.abort().reason,
  "Node's own APIs, where they leave out the cause": () => error('The operation was aborted', { name: 'AbortError', code: 'ABORT_ERR' }),
  'the body of a response of node:http': () => error('aborted', { code: 'ECONNRESET' }),
  'node-fetch': () => error('The user aborted a request.', { name: 'AbortError', type: 'aborted' }),
  'undici': () => error('Request aborted', { name: 'AbortError', code: 'UND_ERR_ABORTED' }),
  'axios': () => error('canceled', { name: 'CanceledError', code: 'ERR_CANCELED' }),
  'axios, minified': () => error('canceled', { name: 'e', code: 'ERR_CANCELED' }),
  'got': () => Object.assign(new Error('This operation was aborted.', { cause: {} }), { name: 'AbortError', code: 'ERR_ABORTED' }),
  'axios, of old': () => new Cancel(),
  'got, of old': () => error('Promise was canceled', { name: 'CancelError', code: 'ERR_CANCELED' }),
  'superagent': () => error('Aborted', { code: 'ABORTED' }),
  'openai, anthropic and cloudflare, by the class alone': () => new APIUserAbortError('Request was aborted.'),
  'gemini, by the class alone': () => new GoogleGenerativeAIAbortError('Request aborted when fetching'),
  'the AWS SDK': () => error('Request aborted', { name: 'AbortError' }),
  'elasticsearch and opensearch': () => error('Request aborted', { name: 'RequestAbortedError' }),
  'grpc-js': () => error('1 CANCELLED: Cancelled on client', { code: 1, details: 'Cancelled on client', metadata: {} }),
  'Connect': () => new ConnectError('[canceled] Interrupted by SIGTERM', 1),
  'p-cancelable': () => error('Promise was canceled', { name: 'CancelError', isCanceled: true }),
  'bluebird and workerpool': () => error('cancelled', { name: 'CancellationError' }),
  'TanStack Query, by the class alone': () => new CancelledError('CancelledError'),
  'a port from .NET': () => new OperationCanceledException('The operation was canceled.'),
  'a cause that is undefined': () => withCause(undefined),
  'a cause that is null': () => withCause(null),
};

/** Errors that say how a child ended, and how: by the name of a signal, or by a shell's number for it. */
const DEATHS: Record<string, [error: () => unknown, signal: SignalName]> = {
  'execSync': [() => error('Command failed: sleep 9', { status: null, signal: 'SIGINT', output: [], pid: 5, stdout: '', stderr: '' }), 'SIGINT'],
  'execSync of a shell that cleans up': [() => error('Command failed: sleep 9', { status: 130, signal: null, output: [], pid: 5, stdout: '', stderr: '' }), 'SIGINT'],
  'execFile': [() => error('Command failed: sleep 9', { killed: false, code: null, signal: 'SIGTERM', cmd: 'sleep 9' }), 'SIGTERM'],
  'execFile of a launcher': [() => error('Command failed: sleep 9', { killed: false, code: 143, signal: null, cmd: 'sleep 9' }), 'SIGTERM'],
  'execa': [() => error('Command was killed with SIGHUP', { name: 'ExecaError', exitCode: undefined, signal: 'SIGHUP', command: 'tool', isTerminated: true }), 'SIGHUP'],
  'execa with inherited output, of a launcher': [() => error('Command failed with exit code 130', { name: 'ExecaError', exitCode: 130, command: 'tool', isTerminated: false }), 'SIGINT'],
  'tinyexec': [() => error('Process exited with non-zero status (130)', { name: 'NonZeroExitError', exitCode: 130 }), 'SIGINT'],
  'tinyexec, of the signal': [() => error('Process exited', { exitCode: undefined, signalCode: 'SIGINT' }), 'SIGINT'],
  'nano-spawn': [() => error('Command was terminated with SIGINT: tool', { name: 'SubprocessError', signalName: 'SIGINT', command: 'tool' }), 'SIGINT'],
  'nano-spawn, of a launcher': [() => error('Command failed with exit code 129: tool', { name: 'SubprocessError', exitCode: 129, command: 'tool' }), 'SIGHUP'],
  'zx': [() => new ProcessOutput({ exitCode: null, signal: 'SIGINT' }), 'SIGINT'],
  'zx, of a launcher': [() => new ProcessOutput({ exitCode: 130, signal: null }), 'SIGINT'],
  "npm's promise-spawn": [() => error('command failed', { cmd: 'tool', args: [], code: 130, signal: null, stdout: '', stderr: '' }), 'SIGINT'],
  'the shell of Bun': [() => error('Failed with exit code 131', { name: 'ShellError', exitCode: 131, stdout: '', stderr: '' }), 'SIGQUIT'],
  'a program of its own': [() => error('build failed', { signal: null, code: 143, pid: 5 }), 'SIGTERM'],
};

/** Errors as ever, a signal or none. */
const NEITHER: Record<string, () => unknown> = {
  'a plain error': () => new Error('a bug'),
  'one that is named after an abort in its message': () => new Error('AbortError: aborted'),
  'a time limit of the platform': () => new DOMException('The operation was aborted due to timeout', 'TimeoutError'),
  'an abort whose cause is a real error': () => withCause(new Error('disk full')),
  'an abort whose cause is a time limit': () => withCause(new DOMException('too late', 'TimeoutError')),
  'an abort whose cause is a string': () => withCause('enough'),
  'an abort whose cause is 0': () => withCause(0),
  'an abort whose cause is an object of the program': () => withCause({ job: 5 }),
  'an abort whose cause has a message alone, which does not show': () => withCause(Object.defineProperty({}, 'message', { value: 'disk full' })),
  'an SDK whose cause is a real error': () => withCause(new TypeError('no luck'), { name: 'APIUserAbortError' }),
  'an axios whose cause is a real error': () => withCause(new Error('no luck'), { name: 'CanceledError', code: 'ERR_CANCELED' }),
  'a connection that was reset': () => error('read ECONNRESET', { code: 'ECONNRESET', syscall: 'read' }),
  'a server that hung up': () => error('socket hang up', { code: 'ECONNRESET' }),
  'gRPC: unavailable': () => error('14 UNAVAILABLE: no connection', { code: 14, details: 'no connection', metadata: {} }),
  'gRPC: the deadline': () => error('4 DEADLINE_EXCEEDED', { code: 4, details: '', metadata: {} }),
  'Connect: the deadline': () => new ConnectError('[deadline_exceeded] too late', 4),
  'code 1 of somebody else': () => error('failed', { code: 1 }),
  'code 1 of somebody else, with details': () => error('failed', { code: 1, details: 'none' }),
  'a child that has failed': () => error('Command failed', { code: 1, signal: null, cmd: 'tool' }),
  'a child that was ended by the system': () => error('Command failed', { exitCode: 137 }),
  'exit code 128': () => error('Command failed', { exitCode: 128 }),
  'exit code 255': () => error('Command failed', { exitCode: 255 }),
  'an exit code in words': () => error('Command failed', { exitCode: '130' }),
  'a status of 130 that is nobody\'s': () => error('bad', { status: 130 }),
  'a code of 130 that is nobody\'s': () => error('bad', { code: 130 }),
  'a signal that is none': () => error('bad', { signal: 'SIGFOO' }),
  'a signal that is a number': () => error('bad', { signal: 2 }),
  'a request with its AbortSignal': () => error('bad', { signal: AbortSignal.abort() }),
  'a pipe of its own that is broken': () => error('write EPIPE', { code: 'EPIPE', syscall: 'write', errno: -32 }),
  'a premature close': () => error('Premature close', { code: 'ERR_STREAM_PREMATURE_CLOSE' }),
  'nothing': () => undefined,
  'null': () => null,
  'a string that is named after an abort': () => 'AbortError',
  'a function that is named after an abort': () => Object.assign(function abort() {}, {}),
  'a symbol': () => Symbol('AbortError'),
};
/** Of these not even that can be asked. */
const NEITHER_TO_BE_SEEN: Record<string, () => unknown> = {
  'one that throws when its name is asked for': () => Object.defineProperty(new Error('odd'), 'name', { get: throws }),
  'one that throws when its cause is asked for': () => Object.defineProperty(error('odd', { name: 'AbortError' }), 'cause', { get: throws }),
  'a proxy that throws': () => new Proxy({}, { get: throws, has: throws }),
};

/** One that has interrupted a capture, until it is disposed of. */
function interrupted(signal: SignalName) {
  const mock = mockSignals();
  const capture = captureSignals(signal);
  mock.send(signal);
  return { interrupt: capture.interrupted!, [Symbol.dispose]: () => mock[Symbol.dispose]() };
}

const NOTHING = { reason: undefined, request: undefined };
const requestOf = (interrupt: InterruptError) => new Request(interrupt.signal, 0, interrupt);
const by = (interrupt: InterruptError) => ({ reason: interrupt, request: requestOf(interrupt) });

/** In a world in which no signal has come, whatever else this process has lived through. */
function interruptBehindWithoutOne(error: unknown): InterruptError | undefined {
  using _ = mockSignals();
  return interruptBehind(error, true);
}

describe('What an error says of an abort, without a cause,', () => {
  for (const [who, make] of Object.entries(ABORTS)) {
    it(`is the interrupt that came, and without one an error as ever: ${who}`, () => {
      const made = make();
      expect(wordsOf(made)).to.deep.equal({ say: 'abort' });
      expect(interruptBehindWithoutOne(made)).to.equal(undefined);
      expect(isCausedBy(made, NOTHING, false)).to.equal(false);
      using came = interrupted('SIGTERM');
      for (const error of [made, new Error('could not load', { cause: made }), new AggregateError([made, came.interrupt])]) {
        expect(interruptBehind(error, false)).to.equal(came.interrupt);
        expect(isCausedBy(error, by(came.interrupt))).to.equal(true);
      }
      const beside = new AggregateError([made, new Error('a bug')]);
      expect(interruptBehind(beside, true)).to.equal(undefined);
      expect(isCausedBy(beside, by(came.interrupt))).to.equal(false);
    });
  }
});

describe('What an error says of a child', () => {
  for (const [who, [make, signal]] of Object.entries(DEATHS)) {
    it(`is the interrupt when that signal came, and without it an error as ever: ${who}`, () => {
      const made = make();
      expect(wordsOf(made)).to.deep.equal({ say: 'death', signal });
      expect(interruptBehindWithoutOne(made)).to.equal(undefined);
      expect(isCausedBy(made, NOTHING)).to.equal(false);
      {
        using came = interrupted('SIGUSR1');
        expect(interruptBehind(made, true)).to.equal(undefined);
        expect(isCausedBy(made, by(came.interrupt))).to.equal(false);
      }
      using came = interrupted(signal);
      for (const error of [made, new Error('could not build', { cause: made })]) {
        expect(interruptBehind(error, false)).to.equal(came.interrupt);
        expect(isCausedBy(error, by(came.interrupt))).to.equal(true);
      }
    });

    it(`may come before the signal is heard: ${who}`, async () => {
      const made = make();
      expect(mayBeInterruptFor(made)).to.equal(undefined);
      await using _ = captureSignals(signal);
      expect(mayBeInterruptFor(made)).to.equal(0);
    });
  }
});

describe('What says neither', () => {
  for (const [what, make] of Object.entries({ ...NEITHER, ...NEITHER_TO_BE_SEEN })) {
    it(`is an error as ever, whatever came: ${what}`, () => {
      const made = make();
      if (what in NEITHER) expect(wordsOf(made)).to.equal(undefined);
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
        using came = interrupted(signal);
        expect(interruptBehind(made, true), signal).to.equal(undefined);
        expect(isCausedBy(made, by(came.interrupt)), signal).to.equal(false);
      }
      expect(mayBeInterruptFor(made)).to.equal(undefined);
    });
  }
});

describe('A signal that an interrupted scope has swallowed', () => {
  for (const [first, second] of [['SIGINT', 'SIGTERM'], ['SIGTERM', 'SIGHUP'], ['SIGTERM', 'SIGINT'], ['SIGHUP', 'SIGTERM']] as const) {
    it(`is what a child may have died of: ${first}, then ${second}`, async () => {
      const died = error('died', { signal: second, cmd: 'tool' });
      using signals = mockSignals();
      const before = interruptBehind(died, true);
      const scope = captureSignals([first, second]);
      const running = scope.run(async ({ promise }) => {
        signals.send(first);
        await promise;
        expect(interruptBehind(died, true)).to.equal(before);
        signals.send(second);
        expect(interruptBehind(died, true)).to.equal(scope.interrupted);
        throw died;
      });
      expect(await running.catch((thrown: unknown) => thrown)).to.equal(scope.interrupted);
      expect(scope.interrupted?.signal).to.equal(first);
    });
  }
});

describe('Why a scope has ended', () => {
  const [own, other] = [new InterruptError('SIGINT'), new InterruptError('SIGTERM')];
  const enough = new Error('enough');
  const clone = structuredClone(own);
  const abort = error('aborted', { name: 'AbortError' });
  const INTERRUPTED = by(own);
  const CANCELLED = { reason: enough, request: undefined };
  const THEN = { reason: enough, request: requestOf(own) };
  const HANDED_ON = { reason: new Error('stopped', { cause: own }), request: requestOf(own) };

  /** Whether the error is due to it: to a scope that was interrupted, was cancelled, was cancelled and then interrupted, was handed an interrupt. */
  const ROWS: [what: string, error: unknown, interrupted: boolean, cancelled: boolean, then: boolean, handedOn: boolean][] = [
    ['its interrupt', own, true, false, true, true],
    ["its interrupt in Node's wrapping", withCause(own), true, false, true, true],
    ['its interrupt under two errors', new Error('a', { cause: withCause(own) }), true, false, true, true],
    ['a clone of its interrupt', clone, true, false, true, true],
    ["another scope's interrupt", other, false, false, false, false],
    ["another scope's interrupt in Node's wrapping", withCause(other), false, false, false, false],
    ["another scope's interrupt of the same signal", new InterruptError('SIGINT'), false, false, false, false],
    ["another scope's in an SDK's wrapping", withCause(other, { name: 'APIUserAbortError' }), false, false, false, false],
    ['both interrupts', new AggregateError([own, other]), false, false, false, false],
    ['its interrupt twice', new AggregateError([own, withCause(own)]), true, false, true, true],
    ['its interrupt and a bug', new AggregateError([own, new Error('a bug')]), false, false, false, false],
    ['the reason', enough, false, true, true, false],
    ["the reason in Node's wrapping", withCause(enough), false, true, true, false],
    ['the reason and the interrupt', new AggregateError([enough, own]), false, false, true, false],
    ['an abort that does not say why', abort, true, true, true, true],
    ['an abort and the interrupt', new AggregateError([abort, own]), true, false, true, true],
    ['an abort by another reason', withCause(new Error('disk full')), false, false, false, false],
    ['an error like the reason', new Error('enough'), false, false, false, false],
    ['a child that died of it', error('died', { signal: 'SIGINT' }), true, false, true, true],
    ['a child that died of another', error('died', { signal: 'SIGTERM' }), false, false, false, false],
    ['a child that was given up for another reason', error('died', { signal: 'SIGINT', cause: new Error('disk full') }), false, false, false, false],
    ['a child that was given up for the reason', error('died', { signal: 'SIGINT', cause: enough }), false, true, true, false],
    ["a child that was given up for another scope's interrupt", error('died', { signal: 'SIGINT', cause: other }), false, false, false, false],
    ['a child that answered it, for another reason', error('failed', { exitCode: 130, cause: new Error('disk full') }), false, false, false, false],
    ['a child that answered it', error('failed', { exitCode: 130 }), true, false, true, true],
    ['a terminal that is gone', error('write EIO', { code: 'EIO', syscall: 'write' }), true, true, true, true],
    ['a bug', new Error('a bug'), false, false, false, false],
    ['nothing', undefined, false, false, false, false],
  ];
  for (const [what, made, interrupted, cancelled, then, handedOn] of ROWS) {
    it(`is, or is not, what an error tells: ${what}`, () => {
      const told = [INTERRUPTED, CANCELLED, THEN, HANDED_ON].map((ending) => isCausedBy(made, ending));
      expect(told).to.deep.equal([interrupted, cancelled, then, handedOn]);
    });
  }

  it('is not told by an abort that does not say why, where that is asked for', () => {
    for (const ending of [INTERRUPTED, CANCELLED, THEN, HANDED_ON]) expect(isCausedBy(abort, ending, false)).to.equal(false);
    expect(isCausedBy(own, INTERRUPTED, false)).to.equal(true);
  });

  it('is told by the words that Node has for a reason that is no error', () => {
    const told = (value: string) => error(`This error originated either by throwing inside of an async function (...). The promise rejected with the reason "${value}".`, { code: 'ERR_UNHANDLED_REJECTION' });
    expect(isCausedBy(told('enough'), { reason: 'enough', request: undefined })).to.equal(true);
    expect(isCausedBy(told('another'), { reason: 'enough', request: undefined })).to.equal(false);
  });
});
