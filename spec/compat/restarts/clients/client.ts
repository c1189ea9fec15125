import { setTimeout } from 'node:timers/promises';
import type { Outcome, Outcomes } from '../outcomes.ts';

export interface Target {
  protocol: 'http:' | 'https:';
  port: number;
}

/** Where one client asks, whom it tells, and when it is to stop asking. */
export interface Assignment extends Target {
  outcomes: Outcomes;
  over: AbortSignal;
}

export type Client = (assignment: Assignment) => Promise<void>;

export const methodOf = (share: number): 'GET' | 'POST' => (Math.random() < share ? 'POST' : 'GET');
export const bodyOf = (method: 'GET' | 'POST'): string | undefined => (method === 'POST' ? 'b'.repeat(Math.random() * 10_000) : undefined);

/** Asks one request after the other until the load is over, each to its end. One that is refused waits a little longer. */
export async function askOn({ outcomes, over }: Assignment, name: string, ask: (id: string) => Promise<Outcome>): Promise<void> {
  while (!over.aborted) {
    const id = outcomes.id(name);
    const outcome = await ask(id);
    outcomes.add(outcome, id);
    await setTimeout((outcome === 'refused' ? 10 : 0) + Math.random() * 15);
  }
}

export const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
