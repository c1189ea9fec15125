// Which promise each peer keeps: real programs, real signals, and what the parent process saw.
import { setTimeout as sleep } from 'node:timers/promises';
import { EndedEarly, start } from '../support/children.js';
import { canUnshare, childOf, unshare } from '../support/pid-one.js';
import { table } from '../support/table.js';

/** What is not over by then will not be; more on a machine that is busy with something else. */
let patienceMs = 1200;
const KEPT = 'yes';
const BROKEN = 'NO';
const NOT_APPLICABLE = '–';
const shown = ({ code, signal }) => signal ?? `exit ${code}`;
const count = (text, word) => text.split('\n').filter((line) => line === word).length;

async function setPatience() {
  const since = performance.now();
  await start('promise', ['naive', 'inFlight', 'none']).ended;
  patienceMs = Math.max(1200, 10 * (performance.now() - since));
}

/** Ends a program that does not end by itself, and gives what became of it, or `undefined` when it had to be killed. */
async function orKilled(child) {
  const late = Symbol('late');
  const result = await Promise.race([child.ended, sleep(patienceMs, late, { ref: false })]);
  if (result !== late) return result;
  child.kill('SIGKILL');
  await child.ended;
  return undefined;
}

async function relayed(peer, gapMs) {
  const child = start('promise', [peer, 'forever', 'slow']);
  await child.line('ready');
  child.kill('SIGINT');
  await sleep(gapMs);
  child.kill('SIGINT');
  const result = await orKilled(child);
  return result !== undefined && count(result.stdout, 'cleaned') === 1 && count(result.stdout, 'cleaning') === 1;
}

async function second(peer, cleanup) {
  const child = start('promise', [peer, 'forever', cleanup]);
  await child.line('ready');
  child.kill('SIGINT');
  await child.line('cleaning');
  await sleep(Math.max(1000, patienceMs / 2));
  if (child.hasEnded()) return NOT_APPLICABLE;
  child.kill('SIGINT');
  return (await orKilled(child)) !== undefined;
}

async function deadline(peer, cleanup) {
  const child = start('promise', [peer, 'forever', cleanup, 400]);
  await child.line('ready');
  child.kill('SIGTERM');
  await child.line('cleaning');
  await sleep(100);
  if (child.hasEnded()) return NOT_APPLICABLE;
  return (await orKilled(child)) !== undefined;
}

/** Tried by the programs that follow: name, how it is tried (`true`: kept), and what it means. */
const promises = [
  ['relayed duplicate', 'a second SIGINT 2 or 35 ms after the first leaves the cleanup complete, once', async (peer) =>
    (await relayed(peer, 2)) && (await relayed(peer, 35))],
  ['2nd Ctrl-C, hung', 'a second SIGINT a second later ends a program whose cleanup waits for ever', (peer) => second(peer, 'hung')],
  ['2nd Ctrl-C, blocked', 'the same where the cleanup blocks the event loop', (peer) => second(peer, 'blocked')],
  ['deadline, hung', 'a limit of 400 ms ends a program whose cleanup waits for ever', (peer) => deadline(peer, 'hung')],
  ['deadline, blocked', 'the same where the cleanup blocks the event loop', (peer) => deadline(peer, 'blocked')],
  ['in flight', 'a signal that came at the very end of the work, just before closing, is not lost: the status tells of it', async (peer) => {
    const result = await orKilled(start('promise', [peer, 'inFlight', 'none']));
    return result !== undefined && (result.signal !== null || result.code !== 0);
  }],
  ['default restored', 'after closing, SIGTERM kills again, by the signal', async (peer) => {
    const child = start('promise', [peer, 'short', 'quick']);
    await child.line('went on');
    child.kill('SIGTERM');
    const result = await orKilled(child);
    return result?.signal === 'SIGTERM';
  }],
  ['empty loop', 'waiting for a signal keeps the program alive by itself', async (peer) => {
    const child = start('promise', [peer, 'waiting', 'quick']);
    await child.line('ready');
    await sleep(patienceMs / 4);
    if (child.hasEnded()) return false;
    child.kill('SIGTERM');
    const result = await orKilled(child);
    return result !== undefined && count(result.stdout, 'cleaned') === 1;
  }],
  ['two scopes', 'two independent scopes with 50 and 150 ms of cleanup both finish', async (peer) => {
    const child = start('promise', [peer, 'forever', 'slow', '', 2]);
    await child.line('ready');
    await sleep(20);
    child.kill('SIGTERM');
    const result = await orKilled(child);
    return result !== undefined && count(result.stdout, 'cleaned') === 2;
  }],
  ['output whole', '1 MiB written by the cleanup arrives in a pipe that is read slowly', async (peer) => {
    const child = start('promise', [peer, 'forever', 'chatty']);
    await child.line('ready');
    child.stdout.pause();
    child.kill('SIGTERM');
    await sleep(150);
    child.stdout.resume();
    const result = await orKilled(child);
    return result !== undefined && result.stdout.split('x').length - 1 === 1 << 20;
  }],
  ['status: SIGINT', 'what the parent sees after SIGINT; kept if it is that signal', (peer) => status(peer, 'SIGINT')],
  ['status: SIGTERM', 'the same with SIGTERM', (peer) => status(peer, 'SIGTERM')],
];

async function status(peer, signal) {
  const child = start('promise', [peer, 'forever', 'quick']);
  await child.line('ready');
  child.kill(signal);
  const result = await orKilled(child);
  return result === undefined ? 'never ends' : shown(result);
}

async function asPidOne(peer) {
  const child = start('promise', [peer, 'forever', 'quick'], { before: unshare });
  await child.line('ready');
  process.kill(childOf(child.pid), 'SIGTERM');
  const result = await orKilled(child);
  if (result === undefined) return 'never ends';
  return count(result.stdout, 'cleaned') === 1 ? shown(result) : `${shown(result)}, not cleaned`;
}
if (canUnshare()) {
  promises.push(['as PID 1: SIGTERM', 'what `unshare` (as a container runtime) sees; kept if it is 143, after the cleanup', asPidOne]);
}

/** Gives `NOT_APPLICABLE` where the peer ends the process itself before the question arises. */
async function attempt({ keeps, peer }) {
  try {
    return await keeps(peer);
  } catch (error) {
    if (error instanceof EndedEarly) return NOT_APPLICABLE;
    throw error;
  }
}

/** `3/3` when kept each time; a status as it was seen. */
function summary(results) {
  if (typeof results[0] === 'string') return [...new Set(results)].join(', ');
  const kept = results.filter(Boolean).length;
  if (kept === results.length) return KEPT;
  return kept === 0 ? BROKEN : `${kept}/${results.length}`;
}

/** Runs every promise with every peer, `tries` times, `jobs` programs at a time. */
export async function measurePromises(peers, { tries, jobs }) {
  await setPatience();
  const cells = new Map();
  const queue = peers.flatMap((peer) => promises.map(([name, , keeps]) => ({ peer: peer.name, name, keeps })));
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const results = [];
      for (let i = 0; i < tries; i++) results.push(await attempt(next));
      cells.set(`${next.peer} ${next.name}`, summary(results));
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return promises.map(([name, meaning]) => ({ name, meaning, cells: Object.fromEntries(peers.map((peer) => [peer.name, cells.get(`${peer.name} ${name}`)])) }));
}

export function printPromises(rows, peers) {
  const head = ['guarantee', ...peers.map((peer) => peer.name)];
  const legend = rows.map(({ name, meaning }) => `- ${name}: ${meaning}`);
  return [table(head, rows.map(({ name, cells }) => [name, ...peers.map((peer) => cells[peer.name])])), '', ...legend].join('\n');
}

/** The sentence that the README at the top quotes. A row that tells how the process ends is not counted. */
export function sentence(rows, peers) {
  const judged = rows.filter(({ cells }) => Object.values(cells).every((cell) => /^(yes|NO|–|\d+\/\d+)$/.test(cell)));
  const kept = ({ name }) => judged.filter(({ cells }) => cells[name] === KEPT).length;
  const others = peers.filter(({ kind }) => kind === 'peer');
  const most = Math.max(...others.map(kept));
  const best = others.filter((peer) => kept(peer) === most).map(({ name }) => name);
  return `It keeps ${kept(peers.find(({ kind }) => kind === 'library'))} of ${judged.length} guarantees; the best peer (${best.join(', ')}) keeps ${most}.`;
}
