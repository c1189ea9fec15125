import type { Check, Result, Shortfall } from './suite.ts';

const fits = (pattern: RegExp | string | undefined, text: string): boolean => (pattern instanceof RegExp ? pattern.test(text) : pattern === undefined || pattern === text);
const concerns = ({ title, on }: Shortfall, check: Check, where: string): boolean => fits(title, check.title) && fits(on, where);

/** What the shortfalls say of a check that does not hold. */
export const explain = (shortfalls: readonly Shortfall[], check: Check, on: string): Shortfall | undefined =>
  shortfalls.find((shortfall) => concerns(shortfall, check, on) && fits(shortfall.came, check.came!));

export const failed = ({ outcome }: Result): Check[] => outcome.checks.filter(({ came }) => came !== undefined);

export const unexplained = (shortfalls: readonly Shortfall[], result: Result): Check[] =>
  failed(result).filter((check) => explain(shortfalls, check, result.cell.on) === undefined);

/** Those that should have happened and have not. Where all has been tried, one that concerns nothing is one of them. */
export function stale(shortfalls: readonly Shortfall[], results: readonly Result[], isWhole: boolean): Shortfall[] {
  const happened = new Set(results.flatMap((result) => failed(result).map((check) => explain(shortfalls, check, result.cell.on))));
  const isTried = (shortfall: Shortfall) => results.some(({ cell, outcome }) => outcome.checks.some((check) => concerns(shortfall, check, cell.on)));
  return shortfalls.filter((shortfall) => shortfall.sometimes === undefined && !happened.has(shortfall) && (isWhole || isTried(shortfall)));
}

/** The marks of a table, and the notes that they refer to, numbered as they come. */
export class Marks {
  readonly notes: string[] = [];
  readonly #shortfalls: readonly Shortfall[];

  constructor(shortfalls: readonly Shortfall[]) {
    this.#shortfalls = shortfalls;
  }

  readonly mark = (result: Result): string => {
    const numbers = new Set(failed(result).map((check) => this.#number(explain(this.#shortfalls, check, result.cell.on)?.reason)));
    return [numbers.size === 0 ? '✓' : '✗', result.outcome.shown, ...numbers].filter((word) => word !== '').join(' ');
  };

  #number(reason: string | undefined): string {
    if (reason === undefined) return '[?]';
    if (!this.notes.includes(reason)) this.notes.push(reason);
    return `[${this.notes.indexOf(reason) + 1}]`;
  }
}
