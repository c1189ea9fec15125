import { endByForce } from '../ending/end-process.ts';
import { process } from '../runtime/builtins.ts';
import { monotonicMs } from '../runtime/clock.ts';
import { armLastResort } from '../signals/deadlines.ts';
import type { InterruptError } from '../signals/interrupt-error.ts';

/** What the one line of a forced end tells of a scope. */
export interface Unfinished {
  /** The interrupt that started the grace; none after a failure. */
  readonly interrupt: InterruptError | undefined;
  /** The names of the tasks that still run. */
  readonly tasks: readonly string[];
  /** The names of the cleanups that have not ended. */
  readonly cleanups: readonly string[];
  /** An error that the scope still has to tell. */
  readonly failure: { readonly error: unknown } | undefined;
}

/** Ends the process, as a scope was open longer than `ms`. */
export function endByGrace(ms: number, unfinished: Unfinished): void {
  const flushMs = Math.min(ms, 1000);
  armLastResort(monotonicMs() + flushMs); // for what was written to go out, and the 'exit' listeners
  endByForce(line(ms, unfinished), unfinished.interrupt, flushMs);
}

function line(ms: number, { interrupt, tasks, cleanups, failure }: Unfinished): string {
  const parts = [`capture-signals: still open ${ms} ms after ${interrupt?.signal ?? 'a failure'}`];
  if (failure) parts.push(`failure: ${shown(failure.error)}`);
  if (tasks.length > 0) parts.push(`tasks: ${tasks.join(', ')}`);
  if (cleanups.length > 0) parts.push(`cleanups: ${cleanups.join(', ')}`);
  const resources = activeResources();
  if (resources.length > 0) parts.push(`resources: ${resources.join(', ')}`);
  return parts.join('; ');
}

/** On one line, whatever was thrown. */
function shown(error: unknown): string {
  try {
    return String(error).replace(/\s+/g, ' ');
  } catch {
    return 'a value that cannot be shown'; // without a prototype, say
  }
}

function activeResources(): string[] {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo?.() ?? []) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => (count === 1 ? kind : `${kind} x${count}`));
}
