import { setTimeout } from 'node:timers/promises';
import { start, type Child } from './process.ts';

export interface Outcomes {
  sent: number;
  caught: number;
  died: number;
  lost: number;
  /** How many lives the program has had, as far as it has said, and how long they took in all. */
  lives: number;
  ms: number;
}

/** How long a signal may take to show before it counts as lost. Generous: lives are a few milliseconds long. */
const LOST_AFTER_MS = 1000;

/** Sends signals at random moments to a program that says `caught <signal>`, anew when one has killed it, and counts what became of each. */
export async function sendAtRandomMoments(program: string, args: readonly string[], count: number, spreadMs: number): Promise<Outcomes> {
  const outcomes: Outcomes = { sent: 0, caught: 0, died: 0, lost: 0, lives: 0, ms: 0 };
  while (outcomes.sent < count) {
    await using child = await start(program, { args });
    while (outcomes.sent < count && (await sendOne(child, outcomes, spreadMs)));
  }
  return outcomes;
}

/** Whether the child lives on. */
async function sendOne(child: Child, outcomes: Outcomes, spreadMs: number): Promise<boolean> {
  const signal = (['SIGINT', 'SIGTERM', 'SIGUSR2'] as const)[outcomes.sent % 3]!;
  await setTimeout(Math.random() * spreadMs);
  for (const until = performance.now() + Math.random(); performance.now() < until;); // between the ticks of the timer
  outcomes.sent++;
  child.send(signal);
  const caught = child.line(/^caught /).then((line) => line, () => undefined);
  const line = await Promise.race([caught, setTimeout(LOST_AFTER_MS, 'nothing')]);
  const [, by, lives, ms] = /^caught (\w+) after (\d+) lives of ([\d.]+) ms/.exec(line ?? '') ?? [];
  if (by === signal) {
    outcomes.caught++;
    outcomes.lives += Number(lives);
    outcomes.ms += Number(ms);
    return true;
  }
  if (line === 'nothing') {
    outcomes.lost++;
    return false;
  }
  if (line !== undefined && by !== signal) throw new Error(`Sent ${signal}, and ${line} came: it was doubled`);
  const ended = await child.ended;
  if (line !== undefined || ended.signal !== signal) throw new Error(`Sent ${signal}, got ${line} and ${JSON.stringify(ended)}`);
  outcomes.died++;
  return false;
}
