import type { Outcome } from './outcomes.ts';
import type { Measured } from './trial.ts';

/** What a client has seen fail, and a service has accepted. */
export const failedAmongAccepted = ({ outcomes, accepted }: Measured): [id: string, outcome: Outcome][] =>
  [...outcomes.failed].filter(([id, outcome]) => accepted.has(id) && outcome !== 'not accepted');

/** undici leaves a connection when an answer says that it closes, and asks anew for what was pipelined behind it, which a service may have accepted. */
export const leftUnanswered = ({ unanswered }: Measured): string[] => [...unanswered].filter((id) => !id.startsWith('pipelining-'));

/** What drainServer() promises, and what this run has seen of it. */
export function broken(measured: Measured): string[] {
  const { way, outcomes, stopMs, complaints } = measured;
  const none = (what: string, list: readonly unknown[]) => (list.length > 0 ? [`${list.length} ${what}: ${JSON.stringify(list.slice(0, 10))}`] : []);
  const failed = (...kinds: Outcome[]) => [...outcomes.failed].filter(([, outcome]) => kinds.includes(outcome));
  const isGoawayFinal = way.protocol === 'h2c' && !way.isChecked;
  const reset = failed('reset on a new connection');
  return [
    ...none('failed among the accepted', failedAmongAccepted(measured)),
    ...none('accepted and not answered', leftUnanswered(measured)),
    // A request behind GOAWAY is the client's to ask again; haproxy may not here.
    ...none('failed on a reused connection', isGoawayFinal ? [] : failed('failed on a reused connection', '502')),
    ...none('answered by half, or not in time', failed('cut short', 'no answer in time')),
    ...none('services with complaints', complaints),
    // A balancer that checks has heard before the server stops.
    ...(way.isChecked ? none('not connected', Array.from({ length: outcomes.count('refused') })) : []),
    ...(outcomes.count('answered') === 0 ? ['nothing was answered'] : []),
    // The microseconds in which the listener is closed. A machine that is short of processors makes them longer.
    ...(!isGoawayFinal && reset.length > stopMs.length ? none('reset on a new connection', reset) : []),
  ];
}

export function summary(ours: readonly Measured[]): string {
  const sum = (count: (measured: Measured) => number) => ours.reduce((total, measured) => total + count(measured), 0);
  const lost = sum(({ outcomes }) => [...outcomes.failed.values()].filter((outcome) => outcome !== 'not accepted' && outcome !== 'reset on a new connection').length);
  const resets = sum(({ outcomes }) => outcomes.count('reset on a new connection'));
  return `${sum(({ stopMs }) => stopMs.length)} under load: ${lost} of ${sum(({ outcomes }) => outcomes.count('answered')) + lost} accepted HTTP requests lost, ${resets} new connections reset.`;
}

const columns: Record<string, (measured: Measured) => string | number> = {
  'way': ({ way }) => way.title,
  'stopped by': ({ wayToStop }) => `\`${wayToStop}\``,
  'restarts': ({ stopMs }) => stopMs.length,
  'answered': ({ outcomes }) => outcomes.count('answered'),
  'failed among the accepted': (measured) => failedAmongAccepted(measured).length,
  'failed on a reused connection': ({ outcomes }) => outcomes.count('failed on a reused connection'),
  'cut short': ({ outcomes }) => outcomes.count('cut short'),
  'reset on a new connection': ({ outcomes }) => outcomes.count('reset on a new connection'),
  'not connected': ({ way, outcomes }) => (way.isChecked ? outcomes.count('refused') : ''),
  'not accepted': ({ outcomes }) => outcomes.count('not accepted'),
  'median stop': ({ stopMs }) => `${Math.round([...stopMs].sort((a, b) => a - b)[Math.floor(stopMs.length / 2)]!)} ms`,
  'longest': ({ stopMs }) => `${Math.round(Math.max(...stopMs))} ms`,
  'ended by force': ({ forced }) => forced,
};

export const head = `| ${Object.keys(columns).join(' | ')} |\n|${'---|'.repeat(Object.keys(columns).length)}`;
export const row = (measured: Measured): string => `| ${Object.values(columns).map((cell) => cell(measured)).join(' | ')} |`;
