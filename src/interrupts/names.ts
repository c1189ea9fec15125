import { didYouMean } from '../input/closest.ts';
import { describe } from '../input/describe.ts';
import { process } from '../platform/builtins.ts';

/**
 * Every signal that can be captured on some platform, the common ones first. A signal's place here is its bit in a set of
 * signals, so there may be no more than 30.
 */
export const SIGNAL_NAMES = [
  'SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGBREAK', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH', 'SIGCONT', 'SIGTSTP', 'SIGTTIN',
  'SIGTTOU', 'SIGCHLD', 'SIGALRM', 'SIGVTALRM', 'SIGPROF', 'SIGABRT', 'SIGIOT', 'SIGTRAP', 'SIGSYS', 'SIGURG', 'SIGIO',
  'SIGPOLL', 'SIGINFO', 'SIGPWR', 'SIGSTKFLT', 'SIGXCPU', 'SIGLOST', 'SIGUNUSED',
] as const;

/**
 * The name of a signal that can be captured: SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGBREAK, SIGUSR1, SIGUSR2, SIGWINCH, SIGCONT, SIGTSTP, SIGTTIN,
 * SIGTTOU, SIGCHLD, SIGALRM, SIGVTALRM, SIGPROF, SIGABRT, SIGIOT, SIGTRAP, SIGSYS, SIGURG, SIGIO, SIGPOLL, SIGINFO, SIGPWR, SIGSTKFLT, SIGXCPU,
 * SIGLOST or SIGUNUSED.
 *
 * A name that the platform lacks (SIGBREAK on Linux) is accepted, and never comes. Others are refused. SIGKILL and SIGSTOP cannot be caught. SIGSEGV,
 * SIGBUS, SIGFPE and SIGILL cannot be handled safely from JavaScript. SIGPIPE and SIGXFSZ are ignored by the runtime, and become fatal once a
 * listener has been added and removed.
 *
 * @example Signals as a setting
 * ```ts
 * import { captureSignals, type SignalName } from 'capture-signals';
 *
 * const signals: SignalName[] = ['SIGINT', 'SIGTERM'];
 * await using shutdown = captureSignals(signals);
 * ```
 */
export type SignalName = (typeof SIGNAL_NAMES)[number];

/** A set of signals: bit n stands for `SIGNAL_NAMES[n]`. */
export type SignalSet = number;

export const SIGINT_BIT: SignalSet = 1;
const BITS = new Map<unknown, SignalSet>(SIGNAL_NAMES.map((name, index) => [name, 1 << index]));

const UNCATCHABLE = 'the system does not let a process catch it';
const UNSAFE = 'it cannot be handled safely from JavaScript';
const IGNORED = 'the runtime ignores it, and a listener that comes and goes would make it fatal';

const REFUSED = new Map([
  ['SIGKILL', UNCATCHABLE], ['SIGSTOP', UNCATCHABLE],
  ['SIGSEGV', UNSAFE], ['SIGBUS', UNSAFE], ['SIGFPE', UNSAFE], ['SIGILL', UNSAFE],
  ['SIGPIPE', IGNORED], ['SIGXFSZ', IGNORED],
]);

/** The signals that do not kill by default: raising them again would stop the process, or do nothing. */
const NOT_FATAL = new Set<string>(['SIGCHLD', 'SIGCONT', 'SIGURG', 'SIGWINCH', 'SIGINFO', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU']);

/** The same on every platform. Loading `node:os`, which knows the others, takes time. */
const EVERYWHERE = new Map([['SIGHUP', 1], ['SIGINT', 2], ['SIGTERM', 15]]);

/** The system's number of a signal; `undefined` where the platform lacks it. */
export function signalNumber(name: string): number | undefined {
  return EVERYWHERE.get(name) ?? (process.getBuiltinModule('node:os').constants.signals as Record<string, number>)[name];
}

/** The signal with this number, if it can be captured. */
export function signalOf(number: number): SignalName | undefined {
  return SIGNAL_NAMES.find((name) => signalNumber(name) === number);
}

export function isFatal(name: SignalName): boolean {
  return !NOT_FATAL.has(name);
}

export function isSignalName(value: unknown): value is SignalName {
  return BITS.has(value);
}

export function bitOf(name: SignalName): SignalSet {
  return BITS.get(name)!;
}

export function namesIn(set: SignalSet): SignalName[] {
  return SIGNAL_NAMES.filter((_, index) => (set & (1 << index)) !== 0);
}

/** Reads one name or an iterable of names; throws before anything is listened to. */
export function parseSignals(caller: string, signals: SignalName | Iterable<SignalName>): SignalSet {
  const names: unknown = typeof signals === 'string' ? [signals] : signals;
  if (typeof (names as Iterable<unknown> | null)?.[Symbol.iterator] !== 'function') {
    throw new TypeError(`${caller} expected a signal name or an iterable of them, received ${describe(signals)}`);
  }
  let set = 0;
  for (const name of names as Iterable<unknown>) set |= checkedBit(caller, name);
  if (set === 0) throw new TypeError(`${caller} expected at least one signal name, received ${describe(signals)}`);
  return set;
}

function checkedBit(caller: string, name: unknown): SignalSet {
  if (isSignalName(name)) return bitOf(name);
  const refusal = REFUSED.get(name as string);
  if (refusal !== undefined) {
    throw new RangeError(`${caller} expected a signal that can be captured, received ${describe(name)}: ${refusal}`);
  }
  throw new TypeError(`${caller} expected a signal name such as 'SIGINT', received ${describe(name)}${suggestion(name)}`);
}

/** ` (did you mean 'SIGINT'?)` for a value that is a name except for its case, its prefix or one typing error. */
export function suggestion(value: unknown): string {
  if (typeof value !== 'string') return '';
  const trimmed = value.trim().toUpperCase();
  return didYouMean(trimmed.startsWith('SIG') ? trimmed : `SIG${trimmed}`, SIGNAL_NAMES);
}
