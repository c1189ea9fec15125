/** Servers of the frameworks that people use, and services under their supervisors, with the files of `examples/services/deploy`. */
import { release } from 'node:os';
import { endLeftovers } from '../../support/leftovers.ts';
import { holds, nameOf, outcome, type Suite } from '../suite.ts';
import { frameworkTrials, otherTrials } from './frameworks.ts';
import { supervisorTrials, systemVersions } from './supervisors.ts';
import type { Trial } from './trial.ts';
import { installed, Workspace } from './workspace.ts';

const types: Trial = {
  title: 'types', on: '',
  holds: 'the programs compile with the types of the frameworks',
  async run(workspace) {
    const complaints = workspace.check();
    if (complaints !== '') throw new Error(complaints);
  },
};

export const suite: Suite<Trial> = {
  cells: [types, ...frameworkTrials, ...otherTrials, ...supervisorTrials],
  shortfalls: [],
  limitMs: 60_000,

  async open(folder) {
    const workspace = new Workspace(folder);
    return {
      async try(trial) {
        try {
          const missing = await trial.run(workspace);
          return missing === undefined ? outcome(trial, trial.holds) : { untried: missing };
        } finally {
          await endLeftovers();
        }
      },
    };
  },

  summary: (results) => `${results.filter(({ outcome }) => holds(outcome)).length} of ${results.length} checks hold, of 14 frameworks, PM2, tini, dumb-init and PID 1.`,
  table: (results, mark) => [['what', 'what holds'], ...results.map((result) => [nameOf(result.cell), mark(result)])],
  versions: () => [`Linux ${release().replace(/-.*/, '')}`, ...installed.names.map((name) => `${name} ${installed.version(name)}`), systemVersions()],
};
