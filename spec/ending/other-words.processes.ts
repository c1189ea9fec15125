import { run } from '../support/process.ts';
import { abortIsAnErrorWithoutOne, abortIsNone, abortIsTheInterrupt, childIsAnErrorAsEver, childTellsTheInterrupt, isAnErrorAsEver } from './other-words/ends.ts';

describe('An abort of somebody else\'s making', () => {
  for (const what of [
    'map of a stream', 'reduce of a stream', 'an SDK', 'an undici', 'a node-fetch', 'a got', 'an older got', 'an abort of the platform',
    'an abort with a reason of its own', 'a cause',
  ]) abortIsTheInterrupt(what);
  for (const what of ['an SDK', 'an abort of the platform', 'a cause']) abortIsAnErrorWithoutOne(what);
  for (const what of ['a time limit', 'a bug', 'a bug named after one']) abortIsNone(what);
});

describe('The death of a child by the same key', () => {
  for (const how of [
    'execFileSync', 'spawnSync, whose error is its own', 'execFile with the signal', 'a spawned shell', 'execSync of a shell that cleans up',
    'a wrapper that tells it as execa does', 'a wrapper that tells it as tinyexec does', 'a cause', 'a task',
  ]) childTellsTheInterrupt(how);

  it('is none in main of run either, when a time limit has killed the child', async () => {
    isAnErrorAsEver(await run('ending/loses-a-child', { args: ['of its time limit, in the cleanup', 'run'] }), /Command failed/);
  });

  for (const how of ['of something else', 'of nothing that came', 'with a status of its own']) childIsAnErrorAsEver(how);
});
