// allocations.js: bytes allocated by opening and by the synchronous part of closing one capture beside an open one. The same on every
// run of one Node, give or take a few bytes. Run with `allocationFlags` of support/allocations.js.
import { captureSignals } from '../../dist/index.js';
import { allocated } from '../support/allocations.js';

const COUNT = 500;
captureSignals('SIGUSR2');
const captures = new Array(COUNT);
const closings = new Array(COUNT);
const least = { open: Infinity, close: Infinity };
for (let round = 0; round < 30; round++) {
  least.open = Math.min(least.open, allocated(COUNT, (i) => { captures[i] = captureSignals('SIGUSR2'); }));
  least.close = Math.min(least.close, allocated(COUNT, (i) => { closings[i] = captures[i].close(); }));
  await Promise.all(closings);
}
process.stdout.write(JSON.stringify(least), () => process.exit(0));
