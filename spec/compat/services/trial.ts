import type { Cell } from '../suite.ts';
import type { Workspace } from './workspace.ts';

export interface Trial extends Cell {
  /** What holds where it passes: one thing after another, as the table has them. */
  holds: string;
  /** Throws where it does not; gives a reason where it could not be run here. */
  run(workspace: Workspace): Promise<string | void>;
}
