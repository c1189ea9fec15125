import { endsTogether, REASONS } from './together/ways.ts';

const BLOCKS = ['run, which races', 'await using, with a cleanup of its own', 'close', 'one that waits for the promise'];
const WAITS = ['Promise.race', 'Promise.all, in an outer scope'];

describe('Two scopes that end by one reason are both cleaned up, and then the program ends by it', () => {
  for (const block of BLOCKS) for (const reason of REASONS) it(`${block}, Promise.all, ${reason}`, () => endsTogether(block, reason, 'Promise.all'));
  for (const wait of WAITS) for (const reason of REASONS) it(`run, ${wait}, ${reason}`, () => endsTogether('run', reason, wait));
  for (const reason of ['SIGINT', 'a parent']) it(`run, nobody, ${reason}`, () => endsTogether('run', reason, 'nobody'));
  it('the first that races, beside one that only waits for the promise, Promise.all, a parent', () =>
    endsTogether('the first that races, beside one that only waits for the promise', 'a parent', 'Promise.all'));
  it('one that sees nothing, Promise.all, SIGINT', () => endsTogether('one that sees nothing', 'SIGINT', 'Promise.all'));
});
