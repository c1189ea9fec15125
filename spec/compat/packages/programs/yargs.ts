// yargs <way>: a handler whose failure yargs prints, with the usage, before it exits.
import { findInterrupt, raiseSignal } from 'capture-signals';
import yargs from 'yargs';
import { way, work } from './support.ts';

const cli = yargs([]).command('$0', 'works', {}, work);
if (way === 'fail(false)') cli.fail(false);
if (way === 'fail, raiseSignal') cli.fail((message, error, self) => {
  const interrupt = findInterrupt(error);
  if (interrupt) return raiseSignal(interrupt.signal);
  console.error(self.help(), message);
  process.exit(1);
});
await cli.parseAsync();
