// interruptible.js <rounds>: microseconds per `interruptible()` of an empty function, in turns with `vm` itself.
import { Script } from 'node:vm';
import { captureSignals } from '../../dist/index.js';
import { interleave } from '../support/interleave.js';

const capture = captureSignals('SIGINT');
const empty = () => {};
globalThis.work = empty;
const script = new Script('work()');
const result = await interleave(
  {
    vm: { fn: () => script.runInThisContext({ breakOnSigint: true }) },
    interruptible: { fn: () => capture.interruptible(empty) },
  },
  { rounds: Number(process.argv[2]), time: 40 },
);
process.stdout.write(JSON.stringify(result), () => process.exit(0));
