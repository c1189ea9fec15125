// commander <way>: an action, awaited, floating, or with everything caught around it.
import { findInterrupt, raiseSignal } from 'capture-signals';
import { Command } from 'commander';
import { way, work } from './support.ts';

const program = new Command().action(work);
const ways: Record<string, () => unknown> = {
  'parseAsync': () => program.parseAsync([], { from: 'user' }),
  'parse': () => program.parse([], { from: 'user' }),
  'catch': () => program.parseAsync([], { from: 'user' }).catch((error) => {
    console.error(error.message);
    process.exit(1);
  }),
  'catch, raiseSignal': () => program.parseAsync([], { from: 'user' }).catch((error) => {
    const interrupt = findInterrupt(error);
    if (interrupt) return raiseSignal(interrupt.signal);
    console.error(error.message);
    process.exit(1);
  }),
};
await ways[way]!();
