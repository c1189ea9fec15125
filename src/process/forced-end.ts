/** A scope is ended by force: one line on stderr tells what it still waits for. */
import { channel, process } from '../platform/builtins.ts';
import { ownTimers } from './in-flight.ts';
import { tolerant } from '../platform/tolerant.ts';
import { findInterrupt } from '../interrupts/interrupt-error.ts';
import type { Unfinished } from './open-scope.ts';
import type { World } from './world.ts';

/** What Node gives for an `await` that nobody settles. */
const NEVER_SETTLED = 13;
const FLUSH_MS = 1000;

/** `{ add(name) }`: whoever the program waits for beside its scopes, as a drain for its requests, adds what that is. It is another bundle. */
const others = channel('capture-signals:unfinished');

/** Ends the world of a scope that was open longer than `ms`. */
export function endByGrace({ ground }: World, ms: number, scope: Unfinished): void {
  const flushMs = Math.min(ms, FLUSH_MS);
  const interrupt = scope.endedBy === 'a failure' ? undefined : scope.endedBy;
  ground.end(interrupt ?? 1, flushMs, () => line(`${ms} ms after ${interrupt?.signal ?? 'a failure'}`, [scope]));
}

/** Ends a world that has run out of work, as these wait for what nobody will settle. `owed` are errors of scopes that have closed. */
export function endOutOfWork({ ground }: World, scopes: readonly Unfinished[], owed: readonly unknown[]): void {
  const failures = owed.filter((error) => !findInterrupt(error));
  const causes = scopes.map(({ endedBy }) => endedBy);
  const interrupt = failures.length > 0 ? undefined : causes.find((cause) => typeof cause === 'object') ?? findInterrupt(owed[0]);
  const hasFailed = failures.length > 0 || causes.includes('a failure');
  const when = `when the program ran out of work${interrupt ? ` after ${interrupt.signal}` : ''}`;
  ground.end(interrupt ?? (hasFailed ? 1 : NEVER_SETTLED), FLUSH_MS, () => line(when, scopes, failures));
}

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
  return `capture-signals: still open ${when}${told.join('')}`;
}

/** On one line, whatever was thrown. */
function shown(error: unknown): string {
  try {
    return String(error).replace(/\s+/g, ' ');
  } catch {
    return 'a value that cannot be shown'; // without a prototype, say
  }
}

/** Without what is ours, and without stdio. An immediate never hangs. */
function activeResources(): string[] {
  const pipes = (['stdin', 'stdout', 'stderr'] as const).filter(isPipe).length;
  const counts = new Map<string, number>([['Immediate', -Infinity], ['Timeout', -ownTimers.count], ['TTYWrap', -3], ['PipeWrap', -pipes]]);
  for (const kind of process.getActiveResourcesInfo?.() ?? []) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > 0).map(([kind, count]) => (count === 1 ? kind : `${kind} x${count}`));
}

/** Whether it is a pipe, which is a resource once it is made: it is made for that. */
const isPipe = tolerant((name: 'stdin' | 'stdout' | 'stderr', fd: number): boolean => {
  const kind = process.getBuiltinModule('node:fs').fstatSync(fd);
  return (kind.isFIFO() || kind.isSocket()) && process[name] !== undefined;
}, false);
