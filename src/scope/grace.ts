import { endByForce } from '../ending/end-process.ts';
import type { InterruptError } from '../signals/interrupt-error.ts';
import { callOff, killIn } from '../signals/watchdog.ts';
import { clearTimeout, setTimeout } from '../runtime/builtins.ts';

/** What the one line of a forced end tells of a scope. */
export interface Unfinished {
  /** The interrupt that started the grace; none after a failure. */
  readonly interrupt: InterruptError | undefined;
  /** The names of the tasks that still run. */
  readonly tasks: readonly string[];
  /** An error that the scope still has to tell. */
  readonly failure: { readonly error: unknown } | undefined;
}

/**
 * Ends the process unless the returned function is called within `ms`. The timer keeps the process alive, so that a cleanup that
 * awaits what never comes cannot slip away with exit code 0; a thread stands by for a cleanup that blocks.
 */
export function startGrace(ms: number, unfinished: () => Unfinished): () => void {
  const owner = {};
  const timer = setTimeout(() => {
    const state = unfinished();
    killIn(Math.min(ms, 1000), owner); // for what was written to go out, and the 'exit' listeners
    endByForce(line(ms, state), state.interrupt, ms);
  }, ms);
  killIn(ms, owner);
  return () => {
    clearTimeout(timer);
    callOff(owner);
  };
}

function line(ms: number, { interrupt, tasks, failure }: Unfinished): string {
  const parts = [`capture-signals: still open ${ms} ms after ${interrupt?.signal ?? 'a failure'}`];
  if (failure) parts.push(`failure: ${String(failure.error).replace(/\s+/g, ' ')}`);
  if (tasks.length > 0) parts.push(`tasks: ${tasks.join(', ')}`);
  const resources = activeResources();
  if (resources.length > 0) parts.push(`resources: ${resources.join(', ')}`);
  return parts.join('; ');
}

function activeResources(): string[] {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo?.() ?? []) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => (count === 1 ? kind : `${kind} x${count}`));
}
