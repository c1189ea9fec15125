/** A scope is ended by force: one line on stderr tells what it still waits for. */
import { channel, process } from '../runtime/builtins.ts';
import { monotonicMs } from '../runtime/clock.ts';
import { ownTimers } from '../runtime/event-loop.ts';
import { armLastResort } from '../signals/deadlines.ts';
import { tolerant } from '../runtime/tolerant.ts';
import { findInterrupt } from '../signals/interrupt-error.ts';
import { endByForce } from './end-process.ts';
import type { OpenScope, Unfinished } from './open-scopes.ts';

/** What Node gives for an `await` that nobody settles. */
const NEVER_SETTLED = 13;
const FLUSH_MS = 1000;

/** `{ add(name) }`: whoever the program waits for beside its scopes, as a drain for its requests, adds what that is. It is another bundle. */
const others = channel('capture-signals:unfinished');

/** Ends the process, as a scope was open longer than `ms`. */
export function endByGrace(ms: number, scope: Unfinished): void {
  const flushMs = Math.min(ms, FLUSH_MS);
  const interrupt = scope.endedBy === 'a failure' ? undefined : scope.endedBy;
  const text = line(`${ms} ms after ${interrupt?.signal ?? 'a failure'}`, [scope]);
  armLastResort(monotonicMs() + flushMs); // for what was written to go out, and the 'exit' listeners
  endByForce(text, interrupt ?? 1, flushMs);
}

/** Ends the process, as the program has run out of work, and these wait for what nobody will settle. `owed` are errors of scopes that have closed. */
export function endOutOfWork(scopes: readonly OpenScope[], owed: readonly unknown[]): void {
  for (const { mock, unfinished: { endedBy } } of scopes) mock?.end(typeof endedBy === 'object' ? endedBy : { code: endedBy ? 1 : NEVER_SETTLED });
  const unfinished = scopes.filter(({ mock }) => !mock).map((scope) => scope.unfinished);
  if (unfinished.length === 0) return;
  const failures = owed.filter((error) => !findInterrupt(error));
  const causes = unfinished.map(({ endedBy }) => endedBy);
  const interrupt = failures.length > 0 ? undefined : causes.find((cause) => typeof cause === 'object') ?? findInterrupt(owed[0]);
  const hasFailed = failures.length > 0 || causes.includes('a failure');
  const text = line(`when the program ran out of work${interrupt ? ` after ${interrupt.signal}` : ''}`, unfinished, failures);
  endByForce(text, interrupt ?? (hasFailed ? 1 : NEVER_SETTLED), FLUSH_MS);
}

function line(when: string, scopes: readonly Unfinished[], owed: readonly unknown[] = []): string {
  const failures = [...owed, ...scopes.flatMap(({ failure }) => (failure ? [failure.error] : []))];
  const requests: string[] = [];
  if (others.hasSubscribers) others.publish({ add: (name: string) => requests.push(name) });
  const parts: ReadonlyArray<readonly [string, readonly string[]]> = [
    ['failure', failures.slice(0, 1).map(shown)],
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
