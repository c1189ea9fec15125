/** A spec that cannot pass on a runtime, and what the runtime does. What is not listed must pass. */
export interface Difference {
  runtimes: RegExp;
  /** Of the whole title of the test. */
  title: RegExp;
  reason: string;
}

export const differences: readonly Difference[] = [];
