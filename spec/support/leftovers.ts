import { shared } from './shared.ts';

/** A process, or a terminal full of them, that a test has started and not yet disposed of. */
export interface Leftover extends AsyncDisposable {
  /** What it is, for the message that accuses a test. */
  readonly title: string;
  /** Kills without waiting; called when this process exits. */
  kill(): void;
}

/** Everything that would be left running if the tests stopped now. */
export const running = shared('running', () => new Set<Leftover>());

process.on('exit', () => {
  for (const leftover of running) leftover.kill();
});

/** Ends all that is still running and says what it was. */
export async function endLeftovers(): Promise<string[]> {
  const leftovers = [...running];
  await Promise.all(leftovers.map((leftover) => leftover[Symbol.asyncDispose]()));
  return leftovers.map((leftover) => leftover.title);
}
