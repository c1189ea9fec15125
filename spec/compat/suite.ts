/** What a suite is. `run.ts` does the rest for all of them: it starts, tries, judges, tries once more, explains, prints, and writes the page. */

import type { Folder } from './folder.ts';

/** One thing that is tried: a row and a column of the table. */
export interface Cell {
  /** By which `--only` and the shortfalls find it. */
  readonly title: string;
  /** What it is tried on, or how it is told; by which `--on` finds it. */
  readonly on: string;
}

/** What a cell has to hold, and what came instead where it does not. */
export interface Check {
  readonly title: string;
  readonly came?: string | undefined;
}

export interface Outcome {
  /** What the table says, behind the mark. */
  readonly shown: string;
  /** Most cells have one check, with their own title. What is told and not judged has none. */
  readonly checks: readonly Check[];
}

/** Why a cell cannot be tried on this machine. */
export interface Untried {
  readonly untried: string;
}

export interface Result<C extends Cell = Cell> {
  readonly cell: C;
  readonly outcome: Outcome;
}

/** Why a check cannot hold, as it was measured. What is not listed must hold, and what is listed must not. */
export interface Shortfall {
  /** Of the check. */
  readonly title: RegExp | string;
  /** Of the cell; everywhere by default. */
  readonly on?: RegExp | string;
  /** Of what came instead: another failure of the same check is no shortfall but a fault. */
  readonly came?: RegExp;
  readonly reason: string;
  /** Why it holds now and then. One without this that has stopped to happen is a failure. */
  readonly sometimes?: string;
}

/** Where cells are run. */
export interface Workshop<C extends Cell = Cell> extends Partial<AsyncDisposable> {
  /** Runs a cell. What it throws is what came instead. */
  try(cell: C): Promise<Outcome | Untried>;
}

export type Mark<C extends Cell> = (result: Result<C>) => string;

export interface Suite<C extends Cell = Cell> {
  /** In the order of the table. */
  readonly cells: readonly C[];
  readonly shortfalls: readonly Shortfall[];
  /** One by default: races meet a machine as idle as it can be. */
  readonly atATime?: number;
  /** Those that are tried where `--on` does not say; all by default. */
  readonly on?: RegExp;
  /** For one cell. */
  readonly limitMs?: number;
  /** What fails once is broken: it is not tried once more, alone. */
  readonly isFinal?: boolean;
  /** Is given a folder for what it needs, and told which cells will come. With `isQuick` fewer rounds will do. */
  open(folder: Folder, cells: readonly C[], isQuick: boolean): Promise<Workshop<C>>;
  /** One sentence, which the README at the top quotes. */
  summary(results: readonly Result<C>[]): string;
  /** The first row is the head. `mark` gives ✓ or ✗, what is shown, and the numbers of the notes. */
  table(results: readonly Result<C>[], mark: Mark<C>): string[][];
  /** Of all that was measured, or measured with. */
  versions(results: readonly Result<C>[]): string[];
}

/** The outcome of a cell with one check. */
export const outcome = ({ title }: Cell, shown: string, came?: string): Outcome => ({ shown, checks: [{ title, came }] });

export const holds = ({ checks }: Outcome): boolean => checks.every(({ came }) => came === undefined);

export const nameOf = ({ title, on }: Cell): string => [title, on].filter((word) => word !== '').join(', ');
