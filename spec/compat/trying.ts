import { setTimeout } from 'node:timers/promises';
import type { SignalCapture } from '../../src/index.ts';
import { type Cell, nameOf, type Outcome, type Result, type Suite, type Untried, type Workshop } from './suite.ts';
import { failed, unexplained } from './verdict.ts';

export interface Tried<C extends Cell> {
  results: Result<C>[];
  untried: { cell: C; why: string }[];
}

type Say = (line: string) => void;

/** Tries the cells, as many at a time as the suite allows. Those that fail without a known reason are tried once more, alone. */
export async function tryAll<C extends Cell>(suite: Suite<C>, workshop: Workshop<C>, cells: readonly C[], shutdown: SignalCapture, say: Say = console.error): Promise<Tried<C>> {
  const outcomes: (Outcome | Untried)[] = [];
  const waiting = cells.entries();
  const workers = Array.from({ length: suite.atATime ?? 1 }, async () => {
    for (const [i, cell] of waiting) outcomes[i] = await tryOne(suite, workshop, cell, shutdown, say);
  });
  await Promise.all(workers);
  for (const [i, cell] of cells.entries()) {
    const outcome = outcomes[i]!;
    if (suite.isFinal || 'untried' in outcome || unexplained(suite.shortfalls, { cell, outcome }).length === 0) continue;
    say(`once more, alone: ${nameOf(cell)}`);
    outcomes[i] = await tryOne(suite, workshop, cell, shutdown, say);
  }
  const tried: Tried<C> = { results: [], untried: [] };
  for (const [i, cell] of cells.entries()) {
    const outcome = outcomes[i]!;
    if ('untried' in outcome) tried.untried.push({ cell, why: outcome.untried });
    else tried.results.push({ cell, outcome });
  }
  return tried;
}

async function tryOne<C extends Cell>({ limitMs, shortfalls }: Suite<C>, workshop: Workshop<C>, cell: C, shutdown: SignalCapture, say: Say): Promise<Outcome | Untried> {
  shutdown.signal.throwIfAborted();
  const failure = ({ message }: Error): Outcome => ({ shown: 'failed', checks: [{ title: cell.title, came: message }] });
  const over = new AbortController();
  const limit = limitMs === undefined ? [] : [setTimeout(limitMs, failure(new Error(`not over after ${limitMs} ms`)), { signal: over.signal })];
  const trial = Promise.race([workshop.try(cell).catch(failure), ...limit]).finally(() => over.abort());
  const outcome = await shutdown.race(trial);
  say(told(cell, outcome, shortfalls));
  return outcome;
}

function told(cell: Cell, outcome: Outcome | Untried, shortfalls: Suite['shortfalls']): string {
  if ('untried' in outcome) return `– ${nameOf(cell)}: not tried: ${outcome.untried}`;
  const result = { cell, outcome };
  const faults = unexplained(shortfalls, result).map(({ title, came }) => `\n    ${title === cell.title ? '' : `${title}: `}${came}`);
  const mark = failed(result).length === 0 ? '✓' : faults.length === 0 ? 'falls short:' : 'FAILED:';
  return [`${mark} ${nameOf(cell)}`, ...(outcome.shown === '' ? [] : [outcome.shown])].join(': ') + faults.join('');
}
