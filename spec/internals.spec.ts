import { expect } from 'chai';
import { run, type Ended } from './support/process.ts';
import { noteUse, runtimeCommand } from './support/runtime.ts';

const changed = new URL('programs/internals/changed.mjs', import.meta.url);
const isNode = !/(bun|deno)$/.test(runtimeCommand[0]!);

/** What the other runtimes have otherwise, or not at all; where that is read there it is behind a guard, or not on that runtime. */
const OTHERWISE = {
  bun: [
    'what a worker has in the place of process.abort has a mark, and another name',
    'ids of asynchronous resources are consecutive',
    'the first listener of a signal makes one resource',
    'a handle that is closed in the check phase has gone by the next',
    'one with a signal in it goes a turn later',
    'the signals that AbortSignal.any makes can be seen where somebody listens',
    'a fetch that is under way is told in the abort',
    'a fetch that has ended is not, and leaves its listener',
    'the limit of listeners follows the default after it was lifted',
    'a rejection with what is no error is told in words',
    'a monitor can still add a listener for uncaught errors',
  ],
  deno: [
    'what a worker has in the place of process.abort has a mark, and another name',
    'the first listener of a signal makes one resource',
    'a handle that is closed in the check phase has gone by the next',
    'one with a signal in it goes a turn later',
    'the signals that AbortSignal.any makes can be seen where somebody listens',
    'a fetch that is under way is told in the abort',
    'a fetch that has ended is not, and leaves its listener',
    'breakOnSigint leaves a handler of the runtime behind',
    'a rejection with what is no error is told in words',
  ],
};

/** What `are-as-assumed` looks at. */
const FACTS = [
  'what a worker has in the place of process.abort has a mark, and another name',
  'ids of asynchronous resources are consecutive',
  'the first listener of a signal makes one resource',
  'a handle that is closed in the check phase has gone by the next',
  'one with a signal in it goes a turn later',
  'the signals that AbortSignal.any makes can be seen where somebody listens',
  'onabort = null leaves an empty handler',
  'a fetch that is under way is told in the abort',
  'a fetch that has ended is not, and leaves its listener',
  'breakOnSigint leaves a handler of the runtime behind',
  'the limit of listeners follows the default after it was lifted',
  'a stream tells that it has failed',
  'a rejection with what is no error is told in words',
  'a monitor can still add a listener for uncaught errors',
  'a listener for late handling keeps the warning away',
  'the system tells which signals are ignored',
];

describe('What no runtime promises is as assumed', () => {
  let found: Promise<Record<string, unknown>> | undefined;
  const otherwise: readonly string[] = isNode ? [] : OTHERWISE[runtimeCommand[0]!.endsWith('bun') ? 'bun' : 'deno'];

  for (const fact of FACTS) {
    it(`${fact}${otherwise.includes(fact) ? ' (not here)' : ''}`, async () => {
      found ??= run('internals/are-as-assumed').then(({ stdout, stderr }) => JSON.parse(stdout || JSON.stringify(stderr)));
      noteUse(runtimeCommand);
      const answer = (await found)[fact];
      if (otherwise.includes(fact)) expect(answer).to.not.equal(true);
      else expect(answer).to.equal(true);
    });
  }

  it('and no more is looked at', async () => {
    noteUse(runtimeCommand);
    expect(Object.keys(await found!)).to.have.members(FACTS);
  });
});

type End = Pick<Ended, 'code' | 'signal' | 'stdout'>;
const exits = (stdout: string): End => ({ code: 0, signal: null, stdout });
const dies = (signal: NodeJS.Signals, stdout = ''): End => ({ code: null, signal, stdout });

const WENT_ON = exits('went on\n');
const CAUGHT = exits('caught AbortError\nwent on\n');

/** How these lives end on a runtime that has not changed. */
const LIVES: Record<string, End> = {
  'opens and closes': WENT_ON,
  'gives SIGINT back': WENT_ON,
  'closes with a signal in flight': CAUGHT,
  'waits by the signal': CAUGHT,
  'waits by a signal of any': CAUGHT,
  'waits for the head of an answer': CAUGHT,
  'waits for the body of an answer': CAUGHT,
  'crunches what it has fetched': dies('SIGINT'),
  'is told again while its cleanup blocks': dies('SIGINT'),
  'lets an interrupt go': dies('SIGTERM', 'cleaned up\n'),
};

const CLOSING = ['opens and closes', 'closes with a signal in flight'];
const FETCHING = ['waits for the head of an answer', 'waits for the body of an answer'];

/**
 * Which lives such a change may touch; and how one may end then, which is as on Bun and Deno, which never had it. It need not: undici of Node 26 takes
 * its listener off soon after.
 */
const CHANGES: Record<string, readonly (string | readonly [life: string, end: End])[]> = {
  'nothing': Object.keys(LIVES),
  'destroy comes a turn later': CLOSING,
  'destroy comes two turns later': CLOSING,
  'destroy comes ten turns later': CLOSING,
  'destroy comes for one handle a turn': ['gives SIGINT back', ...CLOSING],
  'destroy never comes': CLOSING,
  'there is no createHook': [...CLOSING, 'lets an interrupt go'],
  'createHook throws': CLOSING,
  'ids are not consecutive': CLOSING,
  'AbortSignal.any keeps its dependents elsewhere': ['waits by a signal of any', 'waits by the signal', ['crunches what it has fetched', WENT_ON]],
  'there is no AbortSignal.any': ['waits by the signal', 'opens and closes'],
  'undici has other channels': [...FETCHING, ['crunches what it has fetched', WENT_ON]],
  'undici has another channel for what is made': [...FETCHING, ['crunches what it has fetched', WENT_ON]],
  'undici has another channel for what is sent': [...FETCHING, ['crunches what it has fetched', WENT_ON]],
  'breakOnSigint leaves nothing behind': ['opens and closes', ['is told again while its cleanup blocks', dies('SIGINT', 'cleaned up\n')]],
  'vm has no breakOnSigint, and says so': ['gives SIGINT back'],
  'signal-exit has another emitter': ['lets an interrupt go'],
};

describe('On a runtime that has changed', function () {
  before(function () {
    if (!isNode) this.skip(); // which has its own, or never had it
  });

  for (const [change, lives] of Object.entries(CHANGES)) {
    for (const row of lives) {
      const [life, ...others] = typeof row === 'string' ? [row] : row;
      it(`${change}: a program that ${life} ends as ever${others.length > 0 ? ', or as on one that never had it' : ''}`, async () => {
        const execArgv = ['--import', `${changed}?${encodeURIComponent(change)}`];
        const { stderr, ...end } = await run('internals/lives', { args: [life], execArgv });
        expect(stderr).to.equal('');
        expect([LIVES[life], ...others]).to.deep.include(end);
      });
    }
  }
});
