/** The worlds that exist: the process, and one for each mock of a test. */
import { clearTimeout, process, queueMicrotask, setImmediate, setTimeout, testTimers } from '../platform/builtins.ts';
import { signalSelf } from '../platform/self.ts';
import { monotonicMs } from '../platform/clock.ts';
import { RUNTIME } from '../platform/platform.ts';
import type { InterruptError } from '../interrupts/interrupt-error.ts';
import { SIGNAL_NAMES, type SignalName } from '../interrupts/names.ts';
import { arm, disarm } from './deadlines.ts';
import { endProcess } from './end.ts';
import { ownTimers, throwUncaught, whenSignalsAreIn } from './in-flight.ts';
import { release, retain } from './listeners.ts';
import { mocked, type Mock } from './mock.ts';
import { releaseAt } from './sigint.ts';
import { judge, type Verdict } from './verdict.ts';
import { World } from './world.ts';

/** `bun --watch` and `--hot` wait for a change after the program is over, and run no unref'd timer then. */
const RUNS_FOR_EVER = RUNTIME === 'bun' && process.execArgv.some((flag) => flag === '--watch' || flag === '--hot');

export const system: World = new World({
  now: monotonicMs,
  listen: (set) => retain(set, (signal) => system.arrived(signal)),
  unlisten: release,
  whenSignalsAreIn,
  atEndOfTurn: (then) => void setImmediate(then),
  after(since, ms, keepsAlive, then) {
    const timer = setTimeout(then, Math.max(0, ms - (monotonicMs() - since)));
    if (!keepsAlive && !RUNS_FOR_EVER) timer.unref?.();
    ownTimers.count += Number(keepsAlive);
    return () => {
      ownTimers.count -= Number(keepsAlive);
      clearTimeout(timer);
    };
  },
  deadline(since, ms, then) {
    const armed = arm(since, ms, then);
    return () => disarm(armed);
  },
  releaseSigintAt: releaseAt,
  raise: signalSelf,
  end: endProcess,
});

const ofMocks = new WeakMap<Mock, World>();
/** Includes worlds that are over. An interrupt that the program made itself belongs to the current one. */
const ofErrors = new WeakMap<InterruptError, World>();

/** The current one. */
export function worldNow(): World {
  const mock = mocked();
  return mock ? (ofMocks.get(mock) ?? makeWorld(mock)) : system;
}

/** Time is the test's, faked or not. Nothing is in flight, except for a moment what the program itself has raised. */
function makeWorld(seam: Mock): World {
  const after = (ms: number, keepsAlive: boolean, then: () => void): (() => void) => {
    const timer = testTimers().setTimeout(then, ms);
    if (!keepsAlive) timer.unref?.();
    return () => testTimers().clearTimeout(timer);
  };
  const world = new World({
    now: () => 0,
    listen: () => {},
    unlisten: (_set, then) => void setImmediate(then, []), // by then everything that closing rejects has rejected
    whenSignalsAreIn: queueMicrotask,
    atEndOfTurn: queueMicrotask,
    after: (_since, ms, keepsAlive, then) => after(ms, keepsAlive, then),
    deadline: (_since, ms, then) => after(ms, true, then),
    releaseSigintAt: () => {},
    raise: (signal) => queueMicrotask(() => seam.raise(signal)), // never within the delivery of another
    end: (by) => seam.end(typeof by === 'number' ? { code: by } : by),
  });
  ofMocks.set(seam, world);
  seam.attach({
    dispatch: (name) => world.arrived(name as SignalName),
    heard: () => SIGNAL_NAMES.filter((name) => world.journal.isHeard(name)),
    handle: (error) => handle(error, world),
  });
  return world;
}

/** The worlds in which something may be open. */
export function worlds(): World[] {
  const now = worldNow();
  return now === system ? [now] : [now, system];
}

/** The world that an interrupt belongs to, even if that is over. */
function worldOf(error: InterruptError): World {
  return ofErrors.get(error) ?? (system.journal.mayEndByError(error) ? system : worldNow());
}

/** This interrupt belongs to this world. */
export function claim(error: InterruptError, world: World): void {
  if (world !== system) ofErrors.set(error, world);
}

/** Does to an uncaught error what the verdict says. `tellAgain` makes an error an uncaught one as this one was. */
export function execute(error: unknown, verdict: Verdict, tellAgain: (error: unknown) => void): void {
  if (Array.isArray(verdict)) for (const scope of verdict) scope.holdBack(error, tellAgain);
  else if (verdict) endBy(verdict as InterruptError);
}

/** Ends the process, or reports to a mock, by an interrupt that nobody caught. */
export function endBy(interrupt: InterruptError): void {
  const { ground, journal } = worldOf(interrupt);
  ground.end(interrupt, journal.mayEndByError(interrupt)?.flushMs);
}

/** True if the error belongs to this mock's world. */
function handle(error: unknown, world: World): boolean {
  const verdict = judge(error, false, worlds());
  const isOfIt = Array.isArray(verdict) ? verdict.some((scope) => world.scopes.includes(scope)) : verdict !== undefined && worldOf(verdict as InterruptError) === world;
  if (isOfIt) execute(error, verdict, throwUncaught);
  return isOfIt;
}
