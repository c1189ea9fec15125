import { endByGrace } from '../process/forced-end.ts';
import type { OpenScope } from '../process/open-scope.ts';
import type { World } from '../process/world.ts';
import { graceExpired, type Described } from './diagnostics.ts';
import type { Settings } from './settings.ts';

export interface Graced extends Described, Pick<OpenScope, 'unfinished'> {
  readonly world: World;
  readonly settings: Settings;
}

/** From that time on the scope may be open for its grace, if it has one, or until `atClose` undoes it; then its world is ended. */
export function startGrace(scope: Graced, since: number, atClose: (undo: () => void) => void): void {
  const { world, settings: { graceMs } } = scope;
  if (graceMs === Infinity || world.isOver) return;
  atClose(world.ground.deadline(since, graceMs, () => {
    const { unfinished } = scope;
    const signal = typeof unfinished.endedBy === 'object' ? unfinished.endedBy.signal : undefined;
    graceExpired(scope, () => ({ signal, graceMs, tasks: unfinished.tasks }));
    endByGrace(world, graceMs, unfinished);
  }));
}
