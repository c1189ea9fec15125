import { expect } from 'chai';
import { run, type Ended } from './support/process.ts';
import { runtimeCommand } from './support/runtime.ts';

const changed = new URL('programs/internals/changed.mjs', import.meta.url);
const isNode = !/(bun|deno)$/.test(runtimeCommand[0]!);

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

/** Which lives such a change may touch; where one then ends otherwise, as where there was never such a thing: `crunches` as on Bun and Deno. */
const CHANGES: Record<string, readonly (string | readonly [life: string, end: End])[]> = {
  'nothing': Object.keys(LIVES),
  'destroy comes a turn later': CLOSING,
  'destroy comes two turns later': CLOSING,
  'destroy comes ten turns later': CLOSING,
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
      const [life, end] = typeof row === 'string' ? [row, LIVES[row]!] : row;
      it(`${change}: a program that ${life} ${end === LIVES[life] ? 'ends as ever' : 'ends as on one that never had it'}`, async () => {
        const execArgv = ['--import', `${changed}?${encodeURIComponent(change)}`];
        expect(await run('internals/lives', { args: [life], execArgv })).to.deep.equal({ ...end, stderr: '' });
      });
    }
  }
});
