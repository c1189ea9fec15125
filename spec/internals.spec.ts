import { expect } from 'chai';
import { dies, endAsEver, WENT_ON } from './internals/changed.ts';
import { run } from './support/process.ts';
import { isNode, noteUse, runtimeCommand } from './support/runtime.ts';

/** What the other runtimes have otherwise, or not at all; where that is read there it is behind a guard, or not on that runtime. */
const OTHERWISE = {
  bun: [
    'ids of asynchronous resources are consecutive',
    'the first listener of a signal makes one resource',
    'with a channel to the parent it makes one more',
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
    'the first listener of a signal makes one resource',
    'with a channel to the parent it makes one more',
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
  'with a channel to the parent it makes one more',
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

/** Each change once; in all lives that it may touch it is tried by `npm run test:processes`. */
describe('On a runtime that has changed', () => {
  endAsEver({
    'destroy comes a turn later': ['opens and closes'],
    'destroy comes two turns later': ['closes with a signal in flight'],
    'destroy comes ten turns later': ['opens and closes'],
    'destroy comes for one handle a turn': ['gives SIGINT back'],
    'destroy never comes': ['opens and closes'],
    'there is no createHook': ['lets an interrupt go'],
    'createHook throws': ['closes with a signal in flight'],
    'ids are not consecutive': ['opens and closes'],
    'AbortSignal.any keeps its dependents elsewhere': [['crunches what it has fetched', WENT_ON]],
    'there is no AbortSignal.any': ['waits by the signal'],
    'undici has other channels': ['waits for the body of an answer'],
    'undici has another channel for what is made': [['crunches what it has fetched', WENT_ON]],
    'undici has another channel for what is sent': ['waits for the head of an answer'],
    'breakOnSigint leaves nothing behind': [['is told again while its cleanup blocks', dies('SIGINT', 'cleaned up\n')]],
    'vm has no breakOnSigint, and says so': ['gives SIGINT back'],
    'signal-exit has another emitter': ['lets an interrupt go'],
  });
});
