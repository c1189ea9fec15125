import { runtimeCommand } from '../support/runtime.ts';
import { endsAsEver } from './process-replaced/ends-as-ever.ts';

const REPLACED = ['null', 'a copy on another platform', 'a getter that throws', 'a double of exit', 'another platform', 'a double of stdout', 'no stdout', 'a stdout that throws'];
if (runtimeCommand[1] !== 'run') REPLACED.push('the pid of another'); // which Deno lets nobody pretend

describe('A program that has put something else in the place of the process', () => {
  for (const instead of REPLACED) endsAsEver(instead);
});
