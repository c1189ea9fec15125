import { setTimeout } from 'node:timers/promises';
import { start, type Ended } from '../../support/process.ts';
import { expected, Unclear, type Heard, type Sent } from './model.ts';
import { describeRow, SENT_AFTER_MS, type Row } from './rows.ts';

/** Children that live at the same time: they wait more than they work. */
const AT_ONCE = 6;
/** Rows in one child, where none of them ends it. */
const IN_ONE = 12;
/** How often a row may be tried whose times do not tell what is right. */
const TRIES = 8;
/** None of the programs takes a tenth of that for a row: it would live for ever. */
const OUTLIVED_MS = 30_000;

export interface Report {
  /** Rows that were tried, and the processes it took. */
  rows: number;
  children: number;
  /** Signals that were sent, and what became of them. */
  sent: number;
  requests: number;
  repeats: number;
  kills: number;
  /** Rows of which the times never told what is right. */
  unclear: string[];
  wrong: string[];
}

/** What one row told: in a child that did not come so far, nothing. */
interface Told {
  readonly times: Sent[];
  readonly heard: Heard[];
  readonly interrupted: Record<string, string | undefined>;
  isOver: boolean;
}

interface Event {
  row?: true;
  over?: true;
  sending?: number;
  at?: number;
  request?: string;
  watched?: string;
  closing?: string;
  interrupted?: string;
  exit?: number;
}

/** Lives through all rows, and says what was not as the model has it. */
export async function tryPairs(rows: readonly Row[]): Promise<Report> {
  const report: Report = { rows: rows.length, children: 0, sent: 0, requests: 0, repeats: 0, kills: 0, unclear: [], wrong: [] };
  let left: readonly Row[] = rows;
  for (let tries = 0; tries < TRIES && left.length > 0; tries++) left = await tryOnce(left, report);
  report.unclear = left.map(describeRow);
  return report;
}

/** Gives those that are to be tried again. */
async function tryOnce(rows: readonly Row[], report: Report): Promise<Row[]> {
  const again: Row[] = [];
  const queue = inChildren(rows);
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) again.push(...(await tryInOneChild(batch, report)));
  }));
  return again;
}

/** Where the process ends, a child for the row; the others share. */
function inChildren(rows: readonly Row[]): Row[][] {
  const single = rows.filter(endsTheProcess).map((row) => [row]);
  const shared = rows.filter((row) => !endsTheProcess(row));
  return [...Array.from({ length: Math.ceil(shared.length / IN_ONE) }, (_, index) => shared.slice(index * IN_ONE, (index + 1) * IN_ONE)), ...single];
}

function endsTheProcess(row: Row): boolean {
  return expectedOnTime(row).ends[0]!.code !== 0;
}

/** Were every signal sent and dispatched at the very moment. */
function expectedOnTime(row: Row): ReturnType<typeof expected> {
  return expected(row, row.steps.map(({ when }) => SENT_AFTER_MS[when]).map((at) => ({ from: at, to: at })));
}

/** Without those of which it does not matter whether somebody catches the interrupt, since nobody is interrupted. */
export function distinct(rows: readonly Row[]): Row[] {
  const isTheSame = (row: Row) => JSON.stringify(expectedOnTime(row)) === JSON.stringify(expectedOnTime({ ...row, end: 'lets go' }));
  return rows.filter((row) => row.end === 'lets go' || !isTheSame(row));
}

async function tryInOneChild(rows: readonly Row[], report: Report): Promise<Row[]> {
  report.children++;
  await using child = await start('pairs/live', { args: [JSON.stringify(rows)], ready: false });
  const giveUp = new AbortController();
  const ended = await Promise.race([child.ended, setTimeout(OUTLIVED_MS, undefined, { signal: giveUp.signal })]);
  giveUp.abort();
  const told = read(ended?.stdout ?? child.output.stdout);
  const again: Row[] = [];
  for (const [index, row] of rows.entries()) {
    const one = told[index];
    if (one === undefined) again.push(row); // the one before has ended the process
    else if (!judge(row, one, one === told.at(-1) ? (ended ?? 'outlived') : undefined, report)) again.push(row);
  }
  return again;
}

function read(stdout: string): Told[] {
  const all: Told[] = [];
  let now: Told | undefined;
  let step = -1;
  for (const line of stdout.split('\n').filter((text) => text.startsWith('{'))) {
    const { row, over, sending, at, request, watched, closing, interrupted } = JSON.parse(line) as Event;
    if (row) all.push((now = { times: [], heard: [], interrupted: {}, isOver: false }));
    if (!now) continue;
    if (sending !== undefined) {
      step = sending;
      now.times[step] = { from: at!, to: Infinity };
      now.heard[step] = { requests: [], watched: [] };
    } else if (at !== undefined) {
      const { from, to } = now.times[step]!;
      now.times[step] = { from, to: Math.min(to, at) };
    }
    if (request !== undefined) now.heard[step] = { ...now.heard[step]!, requests: [...now.heard[step]!.requests, request] };
    if (watched !== undefined) now.heard[step] = { ...now.heard[step]!, watched: [...now.heard[step]!.watched, watched] };
    if (closing !== undefined) now.interrupted[closing] = interrupted;
    if (over) now.isOver = true;
  }
  return all;
}

/** `end` is given for the last row of a child. False when the row is to be tried again. */
function judge(row: Row, told: Told, end: Ended | 'outlived' | undefined, report: Report): boolean {
  let right: ReturnType<typeof expected>;
  try {
    right = expected(row, told.times);
  } catch (error) {
    if (error instanceof Unclear) return false;
    throw error;
  }
  const came = end === undefined || (end !== 'outlived' && told.isOver && end.code === 0) ? { code: 0, signal: null } : end;
  const isRightEnd = came !== 'outlived' && right.ends.some(({ code, signal }) => code === came.code && signal === came.signal);
  const stderr = end === undefined || end === 'outlived' ? '' : end.stderr;
  const isRight = isRightEnd && stderr === '' && same(right.heard, told.heard) && same(closings(right.interrupted, row, told), told.interrupted);
  if (!isRight) {
    const { heard, interrupted } = told;
    report.wrong.push(`${describeRow(row)}\n    expected ${JSON.stringify(right)}\n    came     ${JSON.stringify({ heard, interrupted, end: came === 'outlived' ? came : { ...came, stderr } })}`);
  }
  count(told, end, report);
  return true;
}

/** Of two functions the first that lets its interrupt go ends the process: the other may not have closed by then. */
function closings(interrupted: ReturnType<typeof expected>['interrupted'], { place }: Row, told: Told): object {
  if (place !== 'beside' || told.isOver) return interrupted;
  return Object.fromEntries(Object.entries(interrupted).filter(([name]) => name in told.interrupted));
}

function same(one: object, other: object): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: object): object {
  return Array.isArray(value) ? value : Object.fromEntries(Object.entries(value).sort());
}

function count({ heard }: Told, end: Ended | 'outlived' | undefined, report: Report): void {
  for (const [index, { requests }] of heard.entries()) {
    report.sent++;
    const isLast = index === heard.length - 1;
    if (requests.length > 0) report.requests++;
    else if (isLast && end !== undefined && end !== 'outlived' && end.signal !== null && !/"exit"/.test(end.stdout)) report.kills++;
    else report.repeats++;
  }
}

