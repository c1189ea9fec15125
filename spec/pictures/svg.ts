/** Draws a timeline. Knows what bars, bands and limits are, and nothing of what they stand for. */
import { Canvas, escape, WIDTH } from './canvas.ts';
import { STYLE } from './colours.ts';

/** All times are in ms. */
export interface Timeline {
  title: string;
  from: number;
  to: number;
  /** Between two numbers of the axis. */
  step: number;
  /** A moment of all lanes. */
  moment: { at: number; text: string };
  /** A span of all lanes. */
  bands: { from: number; to: number; lines: [string, string]; kind: 'first' | 'second' }[];
  /** A moment of all lanes that was set, and need not have been reached. */
  limits: { at: number; lines: [string, string] }[];
  lanes: Lane[];
  footnote: string;
  /** What the picture was drawn from. */
  data: unknown;
}

export interface Lane {
  title: string;
  bars: { from: number; to: number; text: string; kind: 'fine' | 'busy' | 'bad' }[];
  /** Above the bars. */
  marks?: { at: number; text: string }[];
  /** Below the bars. */
  notes?: { at: number; text: string; side: 'before' | 'after' }[];
  end: { at: number; text: string };
}

const MARGIN = 24;
const TITLE = 30;
const HEADER = 46;
const ROW = 18;
const BAR = 22;
const PAD = 4;
const TITLE_ROW = 26;
const AXIS = 24;
const FOOT = 30;

export function draw(timeline: Timeline): string {
  const { from, to, lanes } = timeline;
  const x = (ms: number) => MARGIN + ((ms - from) / (to - from)) * (WIDTH - 2 * MARGIN);
  const top = TITLE + HEADER;
  const bottom = top + lanes.reduce((sum, lane) => sum + heightOf(lane), 0);
  const height = bottom + AXIS + FOOT;
  const canvas = new Canvas();
  drawHeader(canvas, timeline, x);
  let y = top;
  for (const lane of lanes) {
    drawFrame(canvas, timeline, x, y + TITLE_ROW, y + heightOf(lane));
    drawLane(canvas, lane, x, y + TITLE_ROW);
    y += heightOf(lane);
  }
  drawAxis(canvas, timeline, x, bottom);
  canvas.text(timeline.footnote, { x: MARGIN, y: bottom + AXIS + 16, classes: 'muted small' });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title desc">
<title id="title">${escape(timeline.title)}</title>
<desc id="desc">${escape(describe(timeline))}</desc>
<metadata>${escape(JSON.stringify(timeline.data))}</metadata>
<style>
${STYLE}
</style>
<rect class="card" width="${WIDTH}" height="${height}" rx="8"/>
${canvas.finish(height)}
</svg>
`;
}

type Scale = (ms: number) => number;

const heightOf = ({ marks, notes }: Lane): number => TITLE_ROW + PAD + (marks ? ROW : 0) + BAR + (notes ? ROW : 0) + PAD;

function drawHeader(canvas: Canvas, timeline: Timeline, x: Scale): void {
  const { title, moment, bands, limits } = timeline;
  const [first, second] = [TITLE + ROW - 4, TITLE + ROW * 2 - 4];
  canvas.text(title, { x: MARGIN, y: TITLE - 6, classes: 'text strong' });
  canvas.text(moment.text, { x: x(moment.at) - 6, y: second, anchor: 'end' });
  const labels = [
    ...bands.map(({ from, lines }) => ({ at: x(from) + 4, lines, anchor: 'start' as const })),
    ...limits.map(({ at, lines }) => ({ at: x(at), lines, anchor: 'middle' as const })),
  ];
  for (const { at, lines: [upper, lower], anchor } of labels) {
    canvas.text(upper, { x: at, y: first, anchor, classes: 'text small' });
    canvas.text(lower, { x: at, y: second, anchor, classes: 'text small' });
  }
  drawFrame(canvas, timeline, x, second + 6, second + 16);
}

/** What goes through all lanes, but not through their titles. */
function drawFrame(canvas: Canvas, { moment, bands, limits }: Timeline, x: Scale, top: number, bottom: number): void {
  for (const { from, to, kind } of bands) canvas.area(x(from), x(to), top, bottom, kind);
  canvas.line(x(moment.at), top, x(moment.at), bottom, 'tick');
  for (const { at } of limits) canvas.line(x(at), top, x(at), bottom, 'limit');
}

function drawLane(canvas: Canvas, { title, bars, marks, notes, end }: Lane, x: Scale, top: number): void {
  canvas.text(title, { x: MARGIN, y: top - 5, classes: 'text strong' });
  for (const { at, text } of marks ?? []) canvas.text(text, { x: x(at) + 4, y: top + ROW - 4 });
  const y = top + PAD + (marks ? ROW : 0);
  for (const { from, to, text, kind } of bars) canvas.bar(x(from), x(to), y, BAR, kind, text);
  for (const { at } of marks ?? []) canvas.line(x(at), top + 4, x(at), y + BAR, 'tick');
  canvas.dot(x(end.at), y + BAR / 2, 'text');
  canvas.text(end.text, { x: x(end.at) + 10, y: y + BAR / 2 + 4.5 });
  for (const { at, text, side } of notes ?? []) {
    canvas.text(text, { x: x(at) + (side === 'after' ? 6 : -6), y: y + BAR + ROW - 3, anchor: side === 'after' ? 'start' : 'end' });
  }
}

function drawAxis(canvas: Canvas, { from, to, step }: Timeline, x: Scale, y: number): void {
  canvas.line(x(from), y, x(to), y, 'axis');
  for (let ms = Math.ceil(from / step) * step; ms <= to; ms += step) {
    canvas.line(x(ms), y, x(ms), y + 5, 'axis');
    canvas.text(ms === 0 ? '0 ms' : `${ms}`, { x: x(ms), y: y + 18, anchor: 'middle', classes: 'muted small' });
  }
}

/** The same for those who cannot see it. */
function describe({ moment, bands, limits, lanes }: Timeline): string {
  const at = (ms: number) => `${Math.round(ms)} ms`;
  return [
    `${at(moment.at)}: ${moment.text}.`,
    ...bands.map(({ from, to, lines }) => `${at(from)} to ${at(to)}: ${lines.join(', ')}.`),
    ...limits.map((limit) => `Limit at ${at(limit.at)}: ${limit.lines.join(', ')}.`),
    ...lanes.map(({ title, bars, marks = [], notes = [], end }) => {
      const moments = [...bars.map(({ from, text }) => ({ at: from, text })), ...marks, ...notes, end].sort((a, b) => a.at - b.at);
      return `${title}. ${moments.map((each) => `${at(each.at)}: ${each.text}`).join('; ')}.`;
    }),
  ].join(' ');
}
