// citty <way>: `runMain` prints every error and exits, `runCommand` throws it.
import { findInterrupt, raiseSignal } from 'capture-signals';
import { defineCommand, runCommand, runMain } from 'citty';
import { rethrow, way, work } from './support.ts';

const main = defineCommand({
  meta: { name: 'work' },
  async run() {
    await work().catch((error) => {
      const interrupt = findInterrupt(error);
      if (way === 'runMain, raiseSignal' && interrupt) return raiseSignal(interrupt.signal);
      if (way === 'runMain, rethrow' && interrupt) return rethrow(interrupt);
      throw error;
    });
  },
});
await (way === 'runCommand' ? runCommand(main, { rawArgs: [] }) : runMain(main, { rawArgs: [] }));
