/** A program as data: made by generator.ts from a seed, lived through by spec/programs/generated.ts, judged by rules.ts. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'] as const;
export type Signal = (typeof SIGNALS)[number];

/** Of a cancellation: none, `R` and a number for an Error of that message, or the signal of an InterruptError. */
export type Reason = string | null;

export interface Options {
  signals: Signal[];
  graceMs?: number;
  repeatMs?: number;
  drainMs?: number;
  exclusive?: boolean;
  uncaught?: boolean;
  /** Prevents each request, or the first one; or throws an Error of that message. */
  onSignal?: 'prevents' | 'prevents once' | `F${number}`;
  /** The signal of the scope around, or a controller of its own that aborts in time. */
  parent?: 'outer' | { ms: number; reason: Reason };
}

/** `scope` names a scope that is open around the step; `with` names a scope or a task, whose signal is given. Every name and every number is used once. */
export type Step =
  /** `words`: an abort rejects with an error of somebody else's making that has no cause. */
  | { do: 'sleep'; ms: number; with?: string; words?: boolean }
  | { do: 'busy'; ms: number }
  | { do: 'turn' }
  | { do: 'send'; signal: Signal; how: 'kill' | 'raise' }
  | { do: 'abort'; scope: string; reason: Reason }
  | { do: 'throw'; id: string }
  | { do: 'exit'; code: number }
  | { do: 'checkpoint'; scope: string; ms: number }
  /** Of a timer, or of a promise that never settles. */
  | { do: 'race'; scope: string; ms: number | 'never' }
  | { do: 'promise'; scope: string; ms: number }
  | { do: 'ask'; scope: string }
  | { do: 'never' }
  | { do: 'task'; scope: string; id: string; use: 'void' | 'await' | 'race' | 'later'; body: Step[] }
  /** `Promise.all` over tasks and a sleep that is given the signal of the scope. */
  | { do: 'all'; scope: string; id: string; ms: number; words?: boolean; tasks: { id: string; body: Step[] }[] }
  | { do: 'defer'; scope: string; id: string; sync: boolean; body: Step[] }
  | { do: 'scope'; id: string; form: 'run' | 'try' | 'using' | 'const'; options: Options; body: Step[] }
  | { do: 'catch'; id: string; how: 'swallows' | 'rethrows' | 'wraps'; body: Step[] }
  /** A sleep that is given the signal and floats, or is awaited when the body has ended. */
  | { do: 'float'; with: string; ms: number; later: boolean; words?: boolean }
  /** A body that floats: a flow of its own. */
  | { do: 'beside'; id: string; body: Step[] };

export interface Program {
  body: Step[];
  /** Signals that come from outside, so long after the program has opened its first scope. */
  outside: { signal: Signal; ms: number }[];
  /** Whether the program waits at its end until every window is over, and looks at what listens. */
  waits: boolean;
}

/** All lists of steps below a step, those of tasks included. */
export function bodiesOf(step: Step): Step[][] {
  if (step.do === 'all') return step.tasks.map(({ body }) => body);
  return 'body' in step ? [step.body] : [];
}

/** As a human reads it. */
export function show(program: Program): string {
  const lines = program.outside.map(({ signal, ms }) => `from outside, after ${ms} ms: ${signal}`);
  const walk = (steps: readonly Step[], indent: string): void => {
    for (const step of steps) {
      const { do: what, ...rest } = step;
      const words = Object.entries(rest).filter(([key]) => key !== 'body' && key !== 'tasks');
      lines.push(`${indent}${what} ${words.map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`).join(' ')}`.trimEnd());
      if (step.do === 'all') for (const { id, body } of step.tasks) lines.push(`${indent}  task id=${id}`), walk(body, `${indent}    `);
      else for (const body of bodiesOf(step)) walk(body, `${indent}  `);
    }
  };
  walk(program.body, '');
  return [...lines, program.waits ? 'waits until no window is open' : ''].filter(Boolean).join('\n');
}
