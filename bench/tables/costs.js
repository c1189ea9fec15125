// What users feel, beside a baseline or a peer in the same round.
import { measure, start } from '../support/children.js';
import { median, spread } from '../support/statistics.js';
import { number, range, table } from '../support/table.js';

const OWN = 'capture-signals';
const gc = { nodeArgs: ['--expose-gc'] };

async function timeToEnd(peer) {
  const child = start('ending', [peer]);
  await child.line('ready');
  const since = performance.now();
  child.kill('SIGTERM');
  return (await child.ended).at - since;
}

const heapOf = (peer, touched) => measure('heap', [peer, 10_000, touched], gc);

/** Two servers, one with a drain that has not begun, and a client that asks both, at first to warm up. */
async function serve({ connections, rate, seconds }) {
  const servers = ['bare', 'drain'].map((kind) => start('serving', [kind], gc));
  const client = start('asking', [connections, rate, seconds, ...(await Promise.all(servers.map((server) => server.line('port'))))]);
  await client.line('connected');
  const said = async (child, text) => (child.stdin.write('\n'), JSON.parse(await child.line(text)));
  const used = (times) => Promise.all(servers.map((server) => said(server, `used ${times}`)));
  await said(client, 'asked 1');
  await used(1);
  const asked = await said(client, 'asked 2');
  const [baseline, own] = (await used(2)).map(({ gcMs, cpuMs, heapMb }, i) => {
    const { answered, p99 } = asked[i];
    return { p99, heap: heapMb, cpu: (cpuMs * 1000) / answered, gc: (gcMs * 1000) / answered };
  });
  for (const child of [client, ...servers]) child.stdin.end();
  await Promise.all([client, ...servers].map(({ ended }) => ended));
  return { baseline, own };
}

/**
 * Each group is measured `rounds` times: `of` gives `{ own, baseline }` of a round, each a number or numbers by name, and a row says which. `atMost` is its band:
 * how many times the baseline the median may be, or where there is none, in its unit.
 */
const groups = ({ rounds, processes, samples, serving: { connections, seconds } }) => [
  {
    rounds: processes,
    of: async () => ({ own: await measure('import', ['../../dist/index.js']), baseline: await measure('import') }),
    rows: [{ what: 'import, CPU of the process', unit: 'ms', of: 'cpu', against: 'an empty module', atMost: 1.25 }],
  },
  {
    rounds: processes,
    of: async () => ({ own: await measure('first', [OWN, 'close']), baseline: await measure('first', ['naive', 'close']) }),
    rows: [
      { what: 'first open of a process, with its signal, CPU', unit: 'µs', of: 'open', against: 'naive', atMost: 8, why: 'Once in a process, 1 to 2 ms: nobody notices' },
      { what: 'first close, until it settles, CPU', unit: 'µs', of: 'close', atMost: 8000, why: 'Once in a process; it waits for signals in flight' },
    ],
  },
  {
    rounds: processes,
    of: async () => ({ own: await measure('first', [OWN, 'signal']), baseline: await measure('first', ['naive', 'signal']) }),
    rows: [{ what: 'first SIGINT to `abort`, CPU', unit: 'µs', of: 'signal', against: 'naive', atMost: 15, why: 'Once in a process; a thread is started that gives Ctrl-C back' }],
  },
  {
    rounds: processes,
    of: async () => ({ own: await timeToEnd(OWN), baseline: await timeToEnd('naive') }),
    rows: [{ what: 'SIGTERM to the end of the process', unit: 'ms', against: 'naive, which exits with 1', atMost: 3.5, why: 'Dies by the signal, once its output is out' }],
  },
  {
    rounds,
    of: () => measure('open-close', [OWN, samples]),
    rows: [{ what: 'open and close, in their turn', unit: 'µs', against: 'naive', atMost: 1.7, why: 'Options are checked, and a scope is more than a listener' }],
  },
  {
    rounds,
    of: () => measure('latency', [samples, OWN]),
    rows: [{ what: 'signal to `abort`', unit: 'µs', against: 'naive', atMost: 2.6, why: 'Below 0.1 ms; who hears it, and whether it is a repeat, is decided first' }],
  },
  {
    rounds,
    of: () => measure('fan-out', [OWN, 10_000, 8], gc),
    rows: [{ what: 'one signal to 10 000 captures', unit: 'ms', against: '10 000 × abort()', atMost: 2.8, why: 'Each has a promise, tasks and a report of its own' }],
  },
  ...[[false, 'heap of an open capture', 1.3, 'Who hears signals is an object of its own'], [true, 'the same, with its signal', 1.3]].map(([isTouched, what, atMost, why]) => ({
    rounds,
    of: async () => ({ own: await heapOf(OWN, isTouched), baseline: await heapOf('naive', isTouched) }),
    rows: [
      { what, unit: 'B', of: 'open', against: 'naive', atMost, why },
      { what: 'what is left of it, closed', unit: 'B', of: 'left', atMost: 20, why: 'A page of something else per 10 000 is no leak' },
    ],
  })),
  {
    rounds,
    of: () => measure('checkpoint', [Math.ceil(samples / 10)]),
    rows: [{ what: '`checkpoint()` in a hot loop', unit: 'µs', against: 'await undefined', atMost: 2, why: 'Below 0.1 µs' }],
  },
  serving(`HTTP, ${connections} idle connections, 2 000 requests a second`, rounds, { connections, rate: 2000, seconds }, ['p99', 'gc', 'cpu', 'heap']),
  serving('HTTP, 32 busy connections', rounds, { connections: 32, rate: 0, seconds: seconds / 4 }, ['p99', 'cpu']),
];

const ofServer = { p99: ['p99', 'ms'], gc: ['garbage collection for 1 000', 'ms'], cpu: ['CPU for 1 000', 'ms'], heap: ['heap', 'MB'] };

/** Where the server without a drain is slow, the machine has other things to do: times say nothing then, those of CPU included, as its caches are shared. */
const QUIET_P99_MS = 5;

const serving = (what, rounds, options, keys) => ({
  rounds,
  of: () => serve(options),
  isQuiet: ({ baseline }) => baseline.p99 < QUIET_P99_MS,
  rows: keys.map((of) => ({ what: `${what}: ${ofServer[of][0]}`, unit: ofServer[of][1], of, against: 'without a drain', atMost: 1.2, needsQuiet: of !== 'heap' })),
});

/** `judge` says of a row's `own` and `baseline`, a list each, how it compares. */
async function measured({ rounds, of, rows, isQuiet = () => true }, judge) {
  const results = [];
  for (let round = 0; round < rounds; round++) results.push(await of());
  const wasQuiet = results.filter(isQuiet).length > results.length / 2;
  return rows.map((row) => {
    const pick = (value) => (row.of === undefined ? value : value[row.of]);
    const own = results.map(({ own }) => pick(own));
    const baseline = row.against && results.map(({ baseline }) => pick(baseline));
    const ratio = baseline && spread(ratios(own, baseline));
    const isTelling = wasQuiet || !row.needsQuiet;
    return { ...row, own: spread(own), baseline: baseline && median(baseline), ratio, isWithin: (ratio ?? spread(own)).median <= row.atMost, isOut: isTelling && judge(own, baseline) > row.atMost };
  });
}

const ratios = (own, baseline) => own.map((value, i) => value / baseline[i]);
const byMedian = (own, baseline) => median(baseline ? ratios(own, baseline) : own);
/** What else the machine does only ever adds. */
const byLeast = (own, baseline) => Math.min(...own) / (baseline ? Math.min(...baseline) : 1);

export const isOut = (row) => row.isOut;

/** What is out of its band is measured once more, for longer, and counts when the least that was seen is out of it, too: a machine has other things to do. */
export async function measureCosts(scale) {
  const all = [];
  for (const group of groups(scale)) {
    const rows = await measured(group, byMedian);
    all.push(...(rows.some(isOut) ? await measured({ ...group, rounds: Math.max(5, group.rounds * 3) }, byLeast) : rows));
  }
  return all;
}

export const printCosts = (rows) =>
  table(['what', 'value', 'beside', 'ratio', 'at most', ''], rows.map((row) => [
    row.what, `${range(row.own)} ${row.unit}`, row.against ? `${number(row.baseline)} ${row.unit} ${row.against}` : '', row.ratio ? range(row.ratio) : '',
    row.ratio ? row.atMost : `${row.atMost} ${row.unit}`, row.isOut ? 'OUT' : row.isWithin ? (row.why ?? '') : 'the machine was busy',
  ]));
