import { expect } from 'chai';
import { run, type Ended } from '../support/process.ts';
import { shown } from '../support/shown-errors.ts';
import { whatFor } from './floating/beside.ts';

const GOES_ON = { code: 0, signal: null, stdout: 'cleaned up\ngoing on\nexit 0\n', stderr: '' };

/** What the block is ended by, and how the program ends: the block catches nothing but interrupts. */
const REASONS: Record<string, (ended: Ended, what: string) => void> = {
  'it closes': (ended) => expect(ended).to.deep.equal(GOES_ON),
  'it is interrupted': (ended) => expect(ended).to.deep.equal(GOES_ON),
  'it is cancelled': (ended) => expect(ended).to.deep.equal(GOES_ON),
  'it is cancelled with a string': (ended) => expect(ended).to.deep.equal(GOES_ON),
  'its parent aborts': (ended) => expect(ended).to.deep.equal(GOES_ON),
  'a task fails': fails,
  'something fails elsewhere': fails,
};

/** The `fetch` of Node 24 and later takes the stack off the reason that it is aborted with. */
function fails({ stderr, ...ended }: Ended, what: string): void {
  expect(ended).to.deep.equal({ code: 1, signal: null, stdout: 'cleaned up\nexit 1\n' });
  expect(stderr).to.match(what === 'a fetch' ? /no database/ : shown('no database'));
  expect(stderr.match(/no database/g)!.length, stderr).to.be.at.most(3); // the source line, the message, perhaps a cause
}

describe('What was given the signal of a scope and floats', () => {
  for (const [reason, check] of Object.entries(REASONS)) {
    it(`does not end the process before the cleanup, nor by itself, when ${reason}`, async () => {
      for (const what of whatFor(reason)) {
        const ended = await run('ending/floats-beside', { args: [reason, what] });
        try {
          check(ended, what);
        } catch (error) {
          (error as Error).message = `${what}: ${(error as Error).message}`;
          throw error;
        }
      }
    });
  }
});
