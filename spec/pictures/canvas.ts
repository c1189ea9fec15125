/** Elements of SVG, and where they are: no text may run over the edge, or over what it does not belong to. */
interface Box {
  what: string;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface TextOptions {
  /** On the baseline. */
  x: number;
  y: number;
  anchor?: 'start' | 'middle' | 'end';
  classes?: string;
}

export const WIDTH = 800;

/** Of a sans-serif that is wide; nobody knows which one a reader has. */
const ADVANCE = { text: 7.8, small: 7.2, strong: 8.5 };

/** For text, not for attributes. */
export const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const round = (value: number): number => Math.round(value * 10) / 10;

export class Canvas {
  readonly #elements: string[] = [];
  readonly #texts: Box[] = [];
  readonly #solids: Box[] = [];

  text(text: string, { x, y, anchor = 'start', classes = 'text' }: TextOptions): void {
    const advance = classes.includes('strong') ? ADVANCE.strong : classes.includes('small') ? ADVANCE.small : ADVANCE.text;
    const width = text.length * advance;
    const left = x - { start: 0, middle: width / 2, end: width }[anchor];
    this.#texts.push({ what: text, left, right: left + width, top: y - 11, bottom: y + 3 });
    const anchored = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
    this.#elements.push(`<text class="${classes}" x="${round(x)}" y="${round(y)}"${anchored}>${escape(text)}</text>`);
  }

  /** No text of others may lie on it; its own is in the middle. */
  bar(left: number, right: number, top: number, height: number, kind: string, text: string): void {
    const width = Math.max(right - left, 1);
    if (text.length * ADVANCE.text > width) throw new Error(`The bar is too short for ${JSON.stringify(text)}`);
    this.#solids.push({ what: `the bar of ${text}`, left, right, top, bottom: top + height });
    this.#elements.push(`<rect class="${kind}" x="${round(left)}" y="${round(top)}" width="${round(width)}" height="${height}" rx="3"/>`);
    const [x, y] = [round((left + right) / 2), round(top + height / 2 + 4.5)];
    this.#elements.push(`<text class="text" x="${x}" y="${y}" text-anchor="middle">${escape(text)}</text>`);
  }

  /** Below all else. */
  area(left: number, right: number, top: number, bottom: number, kind: string): void {
    this.#elements.push(`<rect class="${kind}" x="${round(left)}" y="${round(top)}" width="${round(right - left)}" height="${round(bottom - top)}"/>`);
  }

  /** From top to bottom, or from left to right. */
  line(left: number, top: number, right: number, bottom: number, kind: string): void {
    this.#solids.push({ what: `a line of ${kind}`, left, right, top, bottom });
    this.#elements.push(`<path class="${kind}" d="M${round(left)} ${round(top)}${left === right ? `V${round(bottom)}` : `H${round(right)}`}"/>`);
  }

  dot(x: number, y: number, kind: string): void {
    this.#elements.push(`<circle class="${kind}" cx="${round(x)}" cy="${round(y)}" r="5"/>`);
  }

  /** All elements; throws when a text is where it must not be. */
  finish(height: number): string {
    this.#texts.forEach((text, index) => {
      const isWithin = text.left >= 8 && text.right <= WIDTH - 8 && text.top >= 4 && text.bottom <= height - 4;
      if (!isWithin) throw new Error(`${JSON.stringify(text.what)} runs over the edge`);
      const other = [...this.#texts.slice(index + 1), ...this.#solids].find((box) => overlap(text, box));
      if (other) throw new Error(`${JSON.stringify(text.what)} overlaps ${JSON.stringify(other.what)}`);
    });
    return this.#elements.join('\n');
  }
}

const overlap = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
