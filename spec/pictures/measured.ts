/** What happened in real runs of a program. A picture is drawn from this alone, and carries it. */
import { version } from 'node:process';
import { release, type } from 'node:os';

export interface Event {
  name: string;
  /** In ms since the signal was sent. */
  at: number;
}

export interface Measured {
  date: string;
  versions: string[];
  options: Record<string, number>;
  /** By the name of the run. */
  runs: Record<string, Event[]>;
}

/** The names of what happened in each run, in the order in which it happened. */
export const orderOf = ({ runs }: Pick<Measured, 'runs'>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(runs).map(([run, events]) => [run, events.map(({ name }) => name)]));

/** When it happened; throws where it did not. */
export function timeOf(events: readonly Event[], wanted: string | RegExp): number {
  const found = events.find(({ name }) => (typeof wanted === 'string' ? name === wanted : wanted.test(name)));
  if (found === undefined) throw new Error(`The run has no ${wanted}`);
  return found.at;
}

export const measured = (options: Record<string, number>, runs: Measured['runs']): Measured => ({
  date: new Date().toISOString().slice(0, 10),
  versions: [`Node ${version.slice(1)}`, `${type()} ${/^\d+\.\d+/.exec(release())}`],
  options,
  runs,
});

export const footnote = ({ date, versions }: Measured): string => `Measured on ${date}: ${versions.join(', ')}. A dashed line is a limit from the options.`;

/** Of one run: what whoever runs the program notes, and what the program has told. Both read the clock that the processes of a machine share. */
export class Notes {
  readonly #events: { name: string; at: bigint }[] = [];

  note(name: string): void {
    this.#events.push({ name, at: process.hrtime.bigint() });
  }

  /** In the order of time, from the event `first` on the clock's 0. */
  from(first: string, output: string): Event[] {
    const told = [...output.matchAll(/^(?:\^C)*(.+) @(\d+)$/gm)].map(([, name, at]) => ({ name: name!, at: BigInt(at!) }));
    const all = [...this.#events, ...told].sort((a, b) => Number(a.at - b.at));
    const zero = all.find(({ name }) => name === first)!.at;
    return all.map(({ name, at }) => ({ name, at: Math.round(Number(at - zero) / 1e5) / 10 }));
  }
}
