import { endByGrace } from '../process/forced-end.ts';
import type { OpenScope } from '../process/open-scope.ts';
import type { World } from '../process/world.ts';
import { graceExpired, type Described } from './diagnostics.ts';
import type { Settings } from './settings.ts';

export interface Graced extends Described, Pick<OpenScope, 'unfinished'> {
  readonly world: World;
  readonly settings: Settings;
}

/** Starts the grace of a scope, if it has one, at this time, until `atClose` undoes it. If the scope is still open after it, its world is ended. */
export function startGrace(scope: Graced, since: number, atClose: (undo: () => void) => void): void {
  const { world, settings: { graceMs } } = scope;
  if (graceMs === Infinity) return;
  atClose(world.ground.deadline(since, graceMs, () => {
    const { unfinished } = scope;
    const signal = typeof unfinished.endedBy === 'object' ? unfinished.endedBy.signal : undefined;
    graceExpired(scope, () => ({ signal, graceMs, tasks: unfinished.tasks }));
    endByGrace(world, graceMs, unfinished);
  }));
}
