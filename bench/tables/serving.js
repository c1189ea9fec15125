// What a drain costs while nobody drains: a server with one, and the same without, in alternation.
import { start } from '../support/children.js';
import { ratioGoal } from '../support/goal.js';
import { spread } from '../support/statistics.js';

/** What a server used for the requests of one client, and how the client fared. */
async function serve(kind, { connections, rate, seconds }) {
  const server = start('serving', [kind], { nodeArgs: ['--expose-gc'] });
  const client = start('asking', [await server.line('port'), connections, rate, seconds]);
  await client.line('connected');
  server.stdin.write('\n');
  await server.line('used');
  client.stdin.write('\n');
  const asked = JSON.parse((await client.ended).stdout.split('\n').at(-2));
  server.stdin.end('\n');
  const used = (await server.ended).stdout.split('\n').filter((line) => line.startsWith('used ')).at(-1);
  return { ...JSON.parse(used.slice('used '.length)), ...asked };
}

async function compare(rounds, options) {
  const kinds = ['bare', 'drain'];
  const measured = { bare: [], drain: [] };
  for (let round = 0; round < rounds; round++) for (const kind of round % 2 === 0 ? kinds : [...kinds].reverse()) measured[kind].push(await serve(kind, options));
  return (what, unit, value) => ratioGoal({
    what,
    unit,
    value: spread(measured.drain.map(value)),
    baseline: spread(measured.bare.map(value)),
    against: 'without a drain',
    ratio: spread(measured.drain.map((each, i) => value(each) / value(measured.bare[i]))),
    atMost: 1.2,
  });
}

export async function servingGoals({ rounds, serving: { connections, seconds } }) {
  const idle = await compare(rounds, { connections, rate: 2000, seconds });
  const busy = await compare(rounds, { connections: 32, rate: 0, seconds });
  const kept = `${connections} idle connections, 2 000 requests a second`;
  return [
    idle(`${kept}: p99`, 'ms', ({ p99 }) => p99),
    idle(`${kept}: garbage collection, for 1 000`, 'ms', ({ gcMs, answered }) => (gcMs / answered) * 1000),
    idle(`${kept}: CPU, for 1 000`, 'ms', ({ cpuMs, answered }) => (cpuMs / answered) * 1000),
    idle(`${kept}: heap`, 'MB', ({ heapMb }) => heapMb),
    busy('32 busy connections: CPU, for 1 000', 'ms', ({ cpuMs, answered }) => (cpuMs / answered) * 1000),
    busy('32 busy connections: p99', 'ms', ({ p99 }) => p99),
  ];
}
