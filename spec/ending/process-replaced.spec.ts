import { endsAsEver } from './process-replaced/ends-as-ever.ts';

describe('A program that has put something else in the place of the process', () => {
  for (const instead of ['nothing', 'a double of kill']) endsAsEver(instead);
});
