import type { Outcome } from './outcomes.ts';
import type { Measured } from './trial.ts';
import type { Way } from './ways.ts';

/** What a client has seen fail, and a service has accepted. */
export const failedAmongAccepted = ({ outcomes, accepted }: Measured): [id: string, outcome: Outcome][] =>
  [...outcomes.failed].filter(([id, outcome]) => accepted.has(id) && outcome !== 'not accepted');

/** undici leaves a connection when an answer says that it closes, and asks anew for what was pipelined behind it, which a service may have accepted. */
export const leftUnanswered = ({ unanswered }: Measured): string[] => [...unanswered].filter((id) => !id.startsWith('pipelining-'));

/** It names nothing but what clients have sent behind an answer that says close: see README.md. */
const isOfHeedless = (complaint: string): boolean => / cut short (\w+ \/(autocannon|pipelining)-\d+(, |$))+$/m.test(complaint) && !/ destroyed /.test(complaint);

/** A request behind GOAWAY is the client's to ask again, and haproxy may not here. */
const isGoawayFinal = ({ protocol, isChecked }: Way): boolean => protocol === 'h2c' && !isChecked;

/** What drainServer() promises, and what this run has seen of it. */
export function broken(measured: Measured): string[] {
  const { way, outcomes, stopMs, complaints } = measured;
  const none = (what: string, list: readonly unknown[]) => (list.length > 0 ? [`${list.length} ${what}: ${JSON.stringify(list.slice(0, 10))}`] : []);
  const failed = (...kinds: Outcome[]) => [...outcomes.failed].filter(([, outcome]) => kinds.includes(outcome));
  const reset = failed('reset on a new connection');
  return [
    ...none('failed among the accepted', failedAmongAccepted(measured)),
    ...none('accepted and not answered', leftUnanswered(measured)),
    ...none('failed on a reused connection', isGoawayFinal(way) ? [] : failed('failed on a reused connection', '502')),
    ...none('answered by half, or not in time', failed('cut short', 'no answer in time')),
    ...none('services with complaints', complaints.filter((complaint) => !isOfHeedless(complaint))),
    // A balancer that checks has heard before the server stops.
    ...(way.isChecked ? none('not connected', Array.from({ length: outcomes.count('refused') })) : []),
    ...(outcomes.count('answered') === 0 ? ['nothing was answered'] : []),
    // The microseconds in which the listener is closed. A machine that is short of processors makes them longer.
    ...(!isGoawayFinal(way) && reset.length > stopMs.length ? none('reset on a new connection', reset) : []),
  ];
}

/** What is no fault of a service that stops, and what is counted apart. */
const KNOWN: readonly Outcome[] = ['not accepted', 'crossed with the closing', 'reset on a new connection'];

export function summary(measured: readonly Measured[]): string {
  const ours = measured.filter(({ way }) => !isGoawayFinal(way));
  const sum = (count: (measured: Measured) => number) => ours.reduce((total, measured) => total + count(measured), 0);
  const lost = sum(({ outcomes }) => [...outcomes.failed.values()].filter((outcome) => !KNOWN.includes(outcome)).length);
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
  'crossed with the closing': ({ outcomes }) => outcomes.count('crossed with the closing'),
  'cut short': ({ outcomes }) => outcomes.count('cut short'),
  'reset on a new connection': ({ outcomes }) => outcomes.count('reset on a new connection'),
  'not connected': ({ way, outcomes }) => (way.isChecked ? outcomes.count('refused') : ''),
  'not accepted': ({ outcomes }) => outcomes.count('not accepted'),
  'median stop': ({ stopMs }) => `${Math.round([...stopMs].sort((a, b) => a - b)[Math.floor(stopMs.length / 2)]!)} ms`,
  'longest': ({ stopMs }) => `${Math.round(Math.max(...stopMs))} ms`,
  'ended by force': ({ forced }) => forced,
};

export const table = (all: readonly Measured[]): string[][] => [Object.keys(columns), ...all.map((measured) => Object.values(columns).map((cell) => `${cell(measured)}`))];
