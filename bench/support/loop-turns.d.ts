/** How many turns of the event loop pass until the promise of `work` has settled. Exact: counted by libuv. */
export function loopTurns(work: () => PromiseLike<unknown>): Promise<number>;
