// oclif-core <way>: a command of its own standalone form, which hands every error to `handle`.
import { Command, flush, handle } from '@oclif/core';
import { findInterrupt, raiseSignal } from 'capture-signals';
import { rethrow, way, work } from './support.ts';

class Work extends Command {
  async run() {
    await work();
  }

  protected override async catch(error: Error) {
    const interrupt = findInterrupt(error);
    if (way === 'raiseSignal' && interrupt) return raiseSignal(interrupt.signal);
    if (way === 'rethrow' && interrupt) return rethrow(interrupt);
    throw error;
  }
}

await Work.run([], { root: import.meta.dirname, pjson: { name: 'work', version: '1.0.0', oclif: {} } }).then(() => flush(), handle);
