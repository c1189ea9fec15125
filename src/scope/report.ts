/**
 * What closing owes the block: failures and the interrupt. A debt begins when the error comes. It is *given* when the block has seen the error; then
 * closing need not throw it. It is *taken back* when the error that the block was given goes uncaught beside the block.
 *
 * The block has seen an interrupt if somebody was waiting when it came (a listener of `signal`, a race, a pending `promise`, `onSignal`), or has read
 * it since. An interrupt that comes after closing has begun never counts as seen. A task is not the block: what only a task read counts when that
 * task did not end with that very interrupt.
 */
import { findInterrupt } from '../interrupts/interrupt-error.ts';
import { aggregateError } from '../interrupts/suppressed-error.ts';
import { isBehind } from '../process/words.ts';

/** An error that closing owes. */
export interface Debt {
  readonly error: unknown;
  readonly kind: 'failure' | 'interrupt' | 'late interrupt';
  isGiven: boolean;
}

export class Report {
  readonly #debts: Debt[] = [];

  owe(error: unknown, kind: Debt['kind'], isGiven = false): Debt {
    const debt = { error, kind, isGiven };
    this.#debts.push(debt);
    return debt;
  }

  /** The block is given this reason. A late interrupt stays owed. */
  give(reason: unknown): void {
    for (const debt of this.#debts) if (debt.kind === 'failure' ? debt.error === reason : isInterrupt(debt, reason)) debt.isGiven = true;
  }

  /** Whether this reason is an interrupt that the block can be given. */
  tellsOfInterrupt(reason: unknown): boolean {
    return this.#debts.some((debt) => isInterrupt(debt, reason));
  }

  /** A failure that was given has gone uncaught: closing has to throw it after all. */
  takeBack(error: unknown): void {
    for (const debt of this.#debts) if (debt.kind === 'failure' && isBehind(error, debt.error)) debt.isGiven = false;
  }

  /** What came first. */
  get first(): Debt | undefined {
    return this.#debts[0];
  }

  /** An interrupt has come, and the block has not seen it. */
  get owesInterrupt(): boolean {
    return this.#debts.some(({ kind, isGiven }) => kind === 'interrupt' && !isGiven);
  }

  /** The first failure that is still owed; if none is, the first: the block that was given it has not ended, and may have let it go. */
  get failure(): Debt | undefined {
    const failures = this.#debts.filter(({ kind }) => kind === 'failure');
    return failures.find(({ isGiven }) => !isGiven) ?? failures[0];
  }

  /** What closing throws, each error once. */
  get owed(): Set<unknown> {
    return new Set(this.#debts.filter(({ isGiven }) => !isGiven).map(({ error }) => error));
  }
}

/** An abort may have passed it on inside another error. */
function isInterrupt({ kind, error }: Debt, reason: unknown): boolean {
  return kind === 'interrupt' && (reason === error || findInterrupt(reason) === error);
}

/** What closing throws: the only error, or one that holds them all. */
export function asOne(errors: ReadonlySet<unknown>, interrupt: unknown): unknown {
  if (errors.size === 1) return [...errors][0];
  const isSingleFailure = errors.size === 2 && errors.has(interrupt);
  return aggregateError(errors, isSingleFailure ? 'The scope has failed, and was interrupted' : 'The scope has failed more than once');
}
