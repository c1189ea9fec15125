/** What the code blocks of doc comments use and do not declare. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export { sleep };

/** Something of the reader's own that takes a while. */
export const work = (signal?: AbortSignal): Promise<void> => sleep(60_000, undefined, signal ? { signal } : {});

/** The same, of the kind that takes no AbortSignal. */
export const legacyWork = (): Promise<void> => sleep(60_000);

export const connect = async () => ({ end: async (): Promise<void> => {} });

export const handle = (_request: IncomingMessage, response: ServerResponse): void => void response.end('Hello');

/** A computation that never yields. */
export function compute(): number {
  for (let i = 0; ; i++) if (i < 0) return i;
}

/** Endless. */
export const rows: Iterable<number> = { *[Symbol.iterator]() {
  for (let i = 0; ; i++) yield i;
} };

export const digest = (row: number): number => Math.sqrt(row);
