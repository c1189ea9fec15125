// settle.js <rounds> <count>: microseconds from `close()` to its settling on an idle loop, one alone; and the turns of the event
// loop that `count` closings take which overlap.
import { setImmediate as turn } from 'node:timers/promises';
import { captureSignals } from '../../dist/index.js';
import { interleave } from '../support/interleave.js';
import { loopTurns } from '../support/loop-turns.js';

const [rounds, count] = process.argv.slice(2).map(Number);
let capture;
const { close, turns } = await interleave(
  {
    close: { beforeEach: () => { capture = captureSignals('SIGUSR2'); }, fn: async () => { await capture.close(); } },
    turns: { fn: async () => { await turn(); await turn(); } },
  },
  { rounds },
);
const one = await loopTurns(() => captureSignals('SIGUSR2').close());
const many = await loopTurns(() => Promise.all(Array.from({ length: count }, () => captureSignals('SIGUSR2').close())));
process.stdout.write(JSON.stringify({ close, turns, loopTurns: { one, many } }), () => process.exit(0));
