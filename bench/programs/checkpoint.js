// checkpoint.js <rounds>: microseconds per `await checkpoint()` in a hot loop, in turns with `await undefined`.
import { captureSignals } from '../../dist/index.js';
import { inTurns } from '../support/in-turns.js';

const CALLS = 5000;
const capture = captureSignals('SIGUSR2');
const tasks = {
  baseline: { fn: async () => { for (let i = 0; i < CALLS; i++) await undefined; } },
  own: { fn: async () => { for (let i = 0; i < CALLS; i++) await capture.checkpoint(); } },
};
process.stdout.write(JSON.stringify(await inTurns(tasks, Number(process.argv[2]), CALLS)), () => process.exit(0));
