import type { CaptureOptions, SignalName } from 'capture-signals';

/** What a capture of a pair is opened with; a watch is none, and hears beside them. */
export const KINDS = ['plain', 'exclusive', 'prevents', 'drains', 'graced', 'uncaught', 'watch'] as const;
export type Kind = (typeof KINDS)[number];

/** Of every capture, so that one number says when a window is over. */
export const WINDOW_MS = 240;
/** Within it, the time in which any signal that is captured is a repeat for the whole process. */
export const RELAY_MS = 50;

export const OPTIONS: Readonly<Record<Exclude<Kind, 'watch' | 'prevents'>, CaptureOptions>> = {
  plain: {},
  exclusive: { exclusive: true },
  drains: { drainMs: 10 },
  graced: { graceMs: 60_000 },
  uncaught: { uncaught: true },
};

/** Which signals the two hear: the same one, one each, or both of them both. */
export const SETS: Readonly<Record<string, { readonly first: readonly SignalName[]; readonly second: readonly SignalName[] }>> = {
  'the same signal': { first: ['SIGINT'], second: ['SIGINT'] },
  'one signal each': { first: ['SIGTERM'], second: ['SIGINT'] },
  'both signals': { first: ['SIGINT', 'SIGTERM'], second: ['SIGINT', 'SIGTERM'] },
};

/**
 * - nested: the second in the block of the first;
 * - beside: in two functions that know nothing of each other;
 * - closed before: the second is opened in the block of the first, and closes after the first signal, whose interrupt is caught there;
 * - opened in cleanup: the second is opened by what the first, after the first signal, disposes of.
 */
export const PLACES = ['nested', 'beside', 'closed before', 'opened in cleanup'] as const;
export type Place = (typeof PLACES)[number];

/** When a signal is sent, from the first one on: at once, within the window but later than a relay, or when the window is over. */
export const SENT_AFTER_MS = { 'at once': 0, 'soon': 0, 'later': 140, 'after the window': 300 } as const;

export interface Step {
  readonly signal: 'SIGINT' | 'SIGTERM';
  readonly when: keyof typeof SENT_AFTER_MS;
}

export interface Row {
  readonly first: Kind;
  readonly second: Kind;
  readonly set: string;
  readonly place: Place;
  readonly steps: readonly Step[];
  /** What becomes of an interrupt that leaves the outermost block. */
  readonly end: 'lets go' | 'catches';
}

const [INT, TERM] = ['SIGINT', 'SIGTERM'] as const;

/** One signal alone, and every two one after the other at each time. */
const SCRIPTS: readonly (readonly Step[])[] = [INT, TERM].flatMap((first) => [
  [{ signal: first, when: 'at once' as const }],
  ...[INT, TERM].flatMap((signal) => (['soon', 'later', 'after the window'] as const).map((when) => [{ signal: first, when: 'at once' as const }, { signal, when }])),
]);

export function allRows(): Row[] {
  return PLACES.flatMap((place) => Object.keys(SETS).flatMap((set) => KINDS.flatMap((first) => KINDS.flatMap((second) =>
    SCRIPTS.flatMap((steps) => (['lets go', 'catches'] as const).map((end): Row => ({ first, second, set, place, steps, end })))))));
}

/** Of each pair in each place some, always the same ones, of which each script and each end has its share. */
export function sampleRows(each: number): Row[] {
  const all = allRows();
  const perPair = SCRIPTS.length * 2;
  const pairs = all.length / perPair;
  // 11 has no factor in common with 28: after as many pairs every script has been used.
  return Array.from({ length: pairs * each }, (_, index) => all[Math.floor(index / each) * perPair + ((index * 11) % perPair)]!);
}

export function describeRow({ first, second, set, place, steps, end }: Row): string {
  return `${first} and ${second}, ${place}, ${set}: ${steps.map(({ signal, when }) => `${signal} ${when}`).join(', ')}; ${end}`;
}
