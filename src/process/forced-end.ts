/** Ends a scope's process by force: one line on stderr says what the scope is still waiting for. */
import { channel, process } from '../platform/builtins.ts';
import { ownTimers } from './in-flight.ts';
import { tolerant } from '../platform/tolerant.ts';
import { findInterrupt } from '../interrupts/interrupt-error.ts';
import type { Unfinished } from './open-scope.ts';
import type { World } from './world.ts';

/** Node's exit code for an `await` that never settles. */
const NEVER_SETTLED = 13;
const FLUSH_MS = 1000;

/** `{ add(name) }`: whoever else the program waits for adds a name, as a drain does for its requests. The drain is in another bundle. */
const others = channel('capture-signals:unfinished');

/** Ends the world of a scope that has been open longer than `ms`. It may be waiting for a newer one, which is named first. */
export function endByGrace({ ground, scopes }: World, ms: number, { endedBy }: Unfinished): void {
  const interrupt = endedBy === 'a failure' ? undefined : endedBy;
  const ending = scopes.map(({ unfinished }) => unfinished).filter((scope) => scope.endedBy !== undefined).reverse();
  ground.end(interrupt ?? 1, Math.min(ms, FLUSH_MS), () => line(`${ms} ms after ${interrupt?.signal ?? 'a failure'}`, ending));
}

/** Ends a world that has run out of work, since these scopes wait for what never settles. `owed` are errors of scopes that have closed. */
export function endOutOfWork({ ground }: World, scopes: readonly Unfinished[], owed: readonly unknown[]): void {
  const failures = owed.filter((error) => !findInterrupt(error));
  const causes = scopes.map(({ endedBy }) => endedBy);
  const interrupt = failures.length > 0 ? undefined : causes.find((cause) => typeof cause === 'object') ?? findInterrupt(owed[0]);
  const hasFailed = failures.length > 0 || causes.includes('a failure');
  const when = `when the program ran out of work${interrupt ? ` after ${interrupt.signal}` : ''}`;
  ground.end(interrupt ?? (hasFailed ? 1 : NEVER_SETTLED), FLUSH_MS, () => line(when, scopes, failures));
}

/** One line, whatever names and errors contain. */
function line(when: string, scopes: readonly Unfinished[], owed: readonly unknown[] = []): string {
  const failures = [...owed, ...scopes.flatMap(({ failure }) => (failure ? [failure.error] : []))];
  const requests: string[] = [];
  if (others.hasSubscribers) others.publish({ add: (name: string) => requests.push(name) });
  const parts: ReadonlyArray<readonly [string, readonly string[]]> = [
    ['failure', failures.flatMap((error) => (error instanceof AggregateError ? error.errors : [error])).map(shown)],
    ['tasks', scopes.flatMap(({ tasks }) => tasks)],
    ['cleanups', scopes.flatMap(({ cleanups }) => cleanups)],
    ['requests', requests],
    ['resources', activeResources()],
  ];
  const told = parts.filter(([, names]) => names.length > 0).map(([kind, names]) => `; ${kind}: ${names.join(', ')}`);
  return `capture-signals: still open ${when}${told.join('')}`.replace(/\s+/g, ' ');
}

/** Whatever was thrown; a value without a prototype cannot be shown. */
const shown = tolerant((error: unknown): string => String(error), 'a value that cannot be shown');

/** Without the library's own, and without stdio. An immediate never hangs. */
function activeResources(): string[] {
  const pipes = (['stdin', 'stdout', 'stderr'] as const).filter(isPipe).length;
  const counts = new Map<string, number>([['Immediate', -Infinity], ['Timeout', -ownTimers.count], ['TTYWrap', -3], ['PipeWrap', -pipes]]);
  for (const kind of process.getActiveResourcesInfo?.() ?? []) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > 0).map(([kind, count]) => (count === 1 ? kind : `${kind} x${count}`));
}

/** Whether it is a pipe. A pipe is a resource once its stream has been created: so this creates it. */
const isPipe = tolerant((name: 'stdin' | 'stdout' | 'stderr', fd: number): boolean => {
  const kind = process.getBuiltinModule('node:fs').fstatSync(fd);
  return (kind.isFIFO() || kind.isSocket()) && process[name] !== undefined;
}, false);
