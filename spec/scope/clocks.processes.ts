import { changeNothing } from './clocks/change-nothing.ts';

const FAKES = ['nothing', 'node:test, Date alone', 'by hand, clocks that stand', 'by hand, clocks that go back', 'Date.now alone'];

describe('Timers and clocks that a test has faked', () => {
  for (const how of FAKES) changeNothing(how);
});
