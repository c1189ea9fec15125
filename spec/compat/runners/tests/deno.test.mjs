// With Deno's sanitizers, which are on by default: a test that leaves a timer or a listener fails.
import * as library from 'capture-signals';
import * as testing from 'capture-signals/testing';
import { scenarios } from './scenarios.mjs';

for (const [title, run] of Object.entries(scenarios(library, testing))) Deno.test(title, run);

Deno.test('a real capture that has closed leaves nothing that the sanitizers report', async () => {
  const capture = library.captureSignals('SIGUSR2', { graceMs: 60_000, repeatMs: 0 });
  const { promise } = capture;
  library.raiseSignal('SIGUSR2');
  await promise;
  await capture.close();
});
