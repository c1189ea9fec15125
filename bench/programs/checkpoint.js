// checkpoint.js <rounds>: microseconds per `await checkpoint()` in a hot loop, in turns with `await undefined`.
import { captureSignals } from '../../dist/index.js';
import { interleave } from '../support/interleave.js';

const CALLS = 5000;
const capture = captureSignals('SIGUSR2');
const result = await interleave(
  {
    nothing: { fn: async () => { for (let i = 0; i < CALLS; i++) await undefined; } },
    checkpoint: { fn: async () => { for (let i = 0; i < CALLS; i++) await capture.checkpoint(); } },
  },
  { rounds: Number(process.argv[2]), time: 30, per: CALLS },
);
process.stdout.write(JSON.stringify(result), () => process.exit(0));
