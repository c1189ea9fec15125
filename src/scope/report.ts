/**
 * What closing owes the block: failures and the interrupt alike. Each is owed from when it comes. It is given when the block is told, and then closing
 * need not tell it; it is taken back when what was told is let go beside the block.
 *
 * The block is told of an interrupt when somebody was there as it came (a listener of `signal`, a race, a pending `promise`, `onSignal`), or has
 * asked since. Not so when it came once closing had begun. A task is not the block: what it alone was told of counts only when it has ended
 * otherwise than by that very interrupt.
 */
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
  /** Of the uncaught errors that wait for the scope the first: how its block ends decides. */
  heldBack: { readonly error: unknown } | undefined;

  owe(error: unknown, kind: Debt['kind'], isGiven = false): Debt {
    const debt = { error, kind, isGiven };
    this.#debts.push(debt);
    return debt;
  }

  /** The block has the interrupt. One that came when closing had begun stays owed. */
  giveInterrupt(): void {
    for (const debt of this.#debts) if (debt.kind === 'interrupt') debt.isGiven = true;
  }

  /** The block is given this failure. */
  give(error: unknown): void {
    for (const debt of this.#debts) if (debt.kind === 'failure' && debt.error === error) debt.isGiven = true;
  }

  /** Who was given a failure has let it go: it is to be told after all. */
  takeBack(error: unknown): void {
    for (const debt of this.#debts) if (debt.kind === 'failure' && isBehind(error, debt.error)) debt.isGiven = false;
  }

  /** What came first. */
  get first(): Debt | undefined {
    return this.#debts[0];
  }

  /** The interrupt has come, and the block has not seen it. */
  get owesInterrupt(): boolean {
    return this.#debts.some(({ kind, isGiven }) => kind === 'interrupt' && !isGiven);
  }

  /** The first failure that is owed. */
  get failure(): Debt | undefined {
    return this.#debts.find(({ kind, isGiven }) => kind === 'failure' && !isGiven);
  }

  /** What closing tells, each once; the interrupt last. */
  get owed(): Set<unknown> {
    const owed = this.#debts.filter(({ isGiven }) => !isGiven);
    if (owed.length <= 1) return new Set(owed.map(({ error }) => error));
    const errorsOf = (debts: readonly Debt[]): unknown[] => debts.map(({ error }) => error);
    const interrupts = new Set(errorsOf(owed.filter(({ kind }) => kind !== 'failure')));
    return new Set([...errorsOf(owed).filter((error) => !interrupts.has(error)), ...interrupts]);
  }
}

/** What closing throws: the only error that there is, or one that holds all. */
export function asOne(errors: ReadonlySet<unknown>, interrupt: unknown): unknown {
  if (errors.size === 1) return [...errors][0];
  const isSingleFailure = errors.size === 2 && errors.has(interrupt);
  return aggregateError(errors, isSingleFailure ? 'The scope has failed, and was interrupted' : 'The scope has failed more than once');
}
