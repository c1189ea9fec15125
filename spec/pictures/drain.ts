/** The drain of a real server, with a slow request and two idle connections, as clients see it. */
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Child, start } from '../support/process.ts';
import { RawClient } from '../support/raw-client.ts';
import { ask } from '../support/served.ts';
import { type Event, footnote, type Measured, measured, Notes, timeOf } from './measured.ts';
import type { Lane, Timeline } from './svg.ts';

/** What the server is given. */
export type DrainLimits = Record<'delayMs' | 'lingerMs' | 'timeoutMs' | 'graceMs', number>;

const LIMITS: DrainLimits = { delayMs: 1000, lingerMs: 500, timeoutMs: 3000, graceMs: 5000 };
/** What clients wait for before they go on: with 0 all comes in the same order. */
const PAUSES = { beforeMs: 200, laterMs: 250, slowMs: 800 };

export async function runDrain(limits: DrainLimits, { beforeMs, laterMs, slowMs }: typeof PAUSES): Promise<Event[]> {
  const notes = new Notes();
  await using child = await start('pictures/drain', { args: [JSON.stringify(limits)], ready: /^Listening/ });
  const port = Number(/\d+/.exec(child.output.stdout));
  await using idle = await keptAlive(port);
  await using late = await keptAlive(port);
  const slow = ask({ agent: false, host: '127.0.0.1', port, path: '/slow' });
  await child.line(/^slow request begins /);
  await setTimeout(beforeMs);
  notes.note('SIGTERM');
  child.send('SIGTERM');
  await child.line(/^draining /);
  notes.note(`/ready answers ${await statusOf(port, '/ready')}`);
  await setTimeout(laterMs);
  notes.note(`a new connection is answered ${await statusOf(port, '/new')}`);
  await child.line(/^stops accepting /);
  notes.note(`a new connection is refused: ${await statusOf(port, '/new')}`);
  await setTimeout(laterMs);
  notes.note(`a late request is answered: ${await again(late)}`);
  await idle.ended;
  notes.note('the idle connection is closed');
  await setTimeout(slowMs);
  child.send('SIGUSR2');
  if ((await slow).body !== 'select /slow: 1 row\n') throw new Error('The slow request was not answered in full');
  return notes.from('SIGTERM', await endOf(child, notes));
}

async function endOf(child: Child, notes: Notes): Promise<string> {
  await once(child.process, 'exit');
  notes.note(child.process.signalCode ? `dies by ${child.process.signalCode}` : `exits ${child.process.exitCode}`);
  return (await child.ended).stdout;
}

/** Or why there was no answer. */
const statusOf = (port: number, path: string): Promise<number | string> =>
  ask({ agent: false, host: '127.0.0.1', port, path }).then(({ status }) => status, (error: NodeJS.ErrnoException) => error.code ?? error.message);

/** A connection that has had an answer. */
async function keptAlive(port: number): Promise<RawClient> {
  const client = await RawClient.connect(port);
  client.say('GET /before HTTP/1.1\r\nHost: x\r\n\r\n');
  await client.until('1 row');
  client.heard = '';
  return client;
}

async function again(client: RawClient): Promise<string> {
  client.say('GET /again HTTP/1.1\r\nHost: x\r\n\r\n');
  await client.until('1 row');
  return /^connection: .*$/im.exec(client.heard)?.[0] ?? 'without Connection';
}

export const measureDrain = async (): Promise<Measured> => measured(LIMITS, { drain: await runDrain(LIMITS, PAUSES) });

const FROM = -450;

export function pictureDrain(data: Measured): Timeline {
  const { delayMs, lingerMs, timeoutMs, graceMs } = data.options as DrainLimits;
  const events = data.runs['drain']!;
  const at = (name: string | RegExp) => timeOf(events, name);
  const [stops, closed] = [at('stops accepting'), at('the idle connection is closed')];
  return {
    title: 'How a server drains, in one run',
    from: FROM, to: 5550, step: 1000,
    moment: { at: 0, text: 'SIGTERM' },
    bands: [
      { from: 0, to: stops, lines: [`delayMs: ${delayMs}`, 'all goes on'], kind: 'first' },
      { from: stops, to: closed, lines: [`lingerMs: ${lingerMs}`, 'idle connections stay'], kind: 'second' },
    ],
    limits: [
      { at: delayMs + timeoutMs, lines: [`timeoutMs: ${timeoutMs}`, 'cuts what is left'] },
      { at: graceMs, lines: [`graceMs: ${graceMs}`, 'ends the process'] },
    ],
    lanes: [
      { ...lane('The readiness check, /ready', stops, 'refused'), bars: [bar(FROM, at('draining'), '200'), { ...bar(at('draining'), stops, '503'), kind: 'bad' }] },
      lane('New connections', stops, 'refused', 'accepted'),
      lane('An idle connection', closed, 'closed'),
      lane('An idle connection that asks once more', at(/^a late request/), 'answered, with Connection: close'),
      { ...lane('A slow request', at('slow request answered'), 'answered in full'), bars: [bar(at('slow request begins'), at('slow request answered'), 'in flight')] },
      lane('The pool of the database', at('pool closed'), `closed; process ${events.at(-1)!.name}`),
    ],
    footnote: footnote(data),
    data,
  };
}

const bar = (from: number, to: number, text: string): Lane['bars'][number] => ({ from, to, text, kind: 'busy' });
const lane = (title: string, at: number, end: string, text = 'open'): Lane => ({ title, bars: [bar(FROM, at, text)], end: { at, text: end } });
