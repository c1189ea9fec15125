/** The flags that Node has to run with for {@link allocated} to count. */
export const allocationFlags: readonly string[];

/** Bytes that one of `count` synchronous calls of `work` allocates. */
export function allocated(count: number, work: (index: number) => void): number;
