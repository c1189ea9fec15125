import { isAnExit } from './exits/is-an-exit.ts';

describe('process.exit(3)', () => {
  for (const where of [
    'an abort listener of a failure', 'onSignal', 'a task that is cancelled', 'the cleanup of an interrupt', 'the main of run',
    'a catch, beside a scope that is being interrupted', 'a drain', 'within a window', 'a watch', 'before exit',
  ]) isAnExit(where);
});
