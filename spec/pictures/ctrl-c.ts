/** One Ctrl-C on a real terminal, and how it goes on: the cleanup finishes, somebody presses Ctrl-C again, grace is over. */
import { setTimeout } from 'node:timers/promises';
import { startInTerminal, type Terminal } from '../support/terminal.ts';
import { type Event, footnote, type Measured, measured, Notes, timeOf } from './measured.ts';
import type { Lane, Timeline } from './svg.ts';

export interface CtrlCFigures {
  repeatMs: number;
  graceMs: number;
  /** From the turn of the first SIGINT to the second, as a launcher relays it. */
  relayAfterMs: number;
  /** From the end of the window to what the run shows. */
  goOnAfterMs: number;
}

export const FIGURES: CtrlCFigures = { repeatMs: 500, graceMs: 2000, relayAfterMs: 100, goOnAfterMs: 350 };

type GoOn = (terminal: Terminal, notes: Notes) => void;

export const WAYS: Record<string, GoOn> = {
  finishes: (terminal) => terminal.send('SIGUSR2'),
  again: (terminal, notes) => {
    notes.note('second Ctrl-C');
    terminal.press('\x03');
  },
  grace: () => {},
};

export async function runCtrlC(way: string, { repeatMs, graceMs, relayAfterMs, goOnAfterMs }: CtrlCFigures): Promise<Event[]> {
  const notes = new Notes();
  await using terminal = await startInTerminal('pictures/ctrl-c', { args: [JSON.stringify({ repeatMs, graceMs })] });
  notes.note('Ctrl-C');
  terminal.press('\x03');
  await terminal.line(/^next turn /); // a signal that comes before may be dispatched in the turn of the first
  await setTimeout(relayAfterMs);
  terminal.send('SIGINT');
  await terminal.line(/^window over /);
  await setTimeout(goOnAfterMs);
  WAYS[way]!(terminal, notes);
  void terminal.line(/^capture-signals: /).then((line) => notes.note(line), () => {}); // it ends without in the other runs
  const { code, signal, output } = await terminal.ended;
  notes.note(signal ? `dies by ${signal}` : `exits ${code}`);
  return notes.from('Ctrl-C', output);
}

export async function measureCtrlC(figures = FIGURES): Promise<Measured> {
  const runs: Measured['runs'] = {};
  for (const way of Object.keys(WAYS)) runs[way] = await runCtrlC(way, figures); // one at a time: what is measured is time
  return measured({ repeatMs: figures.repeatMs, graceMs: figures.graceMs }, runs);
}

export function pictureCtrlC(data: Measured): Timeline {
  const { repeatMs, graceMs } = data.options;
  const { finishes, again, grace } = data.runs as Record<'finishes' | 'again' | 'grace', Event[]>;
  const [told] = grace.filter(({ name }) => LINE.test(name));
  return {
    title: 'What one Ctrl-C does, in three runs',
    from: -250, to: 2450, step: 500,
    moment: { at: 0, text: 'Ctrl-C' },
    bands: [{ from: 0, to: timeOf(finishes, 'window over'), lines: [`repeatMs: ${repeatMs}`, 'repeats: no effect'], kind: 'first' }],
    limits: [{ at: graceMs!, lines: [`graceMs: ${graceMs}`, 'ends the process'] }],
    lanes: [
      {
        ...lane('1. The cleanup finishes', finishes, 'busy', timeOf(finishes, 'cleanup ends')),
        notes: [{ at: 0, text: `In one turn: ${turnOf(finishes).join(', ')}`, side: 'after' }],
      },
      lane('2. The cleanup hangs: Ctrl-C again, after repeatMs, kills', again, 'bad'),
      { ...lane('3. The cleanup hangs, and nobody presses: grace ends it, with a line on stderr', grace, 'bad'), notes: [{ at: told!.at, text: told!.name, side: 'before' }] },
    ],
    footnote: footnote(data),
    data,
  };
}

const END = /^(dies by \w+|exits \d+)$/;
const LINE = /^capture-signals: /;

/** What has happened in the turn of the event loop in which the signal came. */
function turnOf(events: readonly Event[]): string[] {
  const names = events.map(({ name }) => name);
  return names.slice(names.indexOf('request') + 1, names.indexOf('next turn'));
}

function lane(title: string, events: readonly Event[], kind: 'busy' | 'bad', cleaned?: number): Lane {
  const end = events.find(({ name }) => END.test(name))!;
  const second = events.filter(({ name }) => name === 'second Ctrl-C').map(({ at }) => ({ at, text: 'Ctrl-C' }));
  return {
    title,
    bars: [
      { from: -250, to: timeOf(events, 'request'), text: 'work', kind: 'fine' },
      { from: timeOf(events, 'cleanup begins'), to: cleaned ?? end.at, text: kind === 'bad' ? 'cleanup hangs' : 'cleanup', kind },
    ],
    marks: [{ at: timeOf(events, 'repeat'), text: 'repeat' }, ...second],
    end: { at: end.at, text: end.name },
  };
}
