/** All pictures: what each is measured by, how it is drawn from that, and where it is. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { measureCtrlC, pictureCtrlC } from './ctrl-c.ts';
import { measureDrain, pictureDrain } from './drain.ts';
import type { Measured } from './measured.ts';
import type { Timeline } from './svg.ts';

interface Picture {
  measure: () => Promise<Measured>;
  timeline: (data: Measured) => Timeline;
}

export const PICTURES: Readonly<Record<'ctrl-c' | 'drain', Picture>> = {
  'ctrl-c': { measure: () => measureCtrlC(), timeline: pictureCtrlC },
  drain: { measure: measureDrain, timeline: pictureDrain },
};

export const pathOf = (name: string): string => fileURLToPath(new URL(`../../.github/pictures/${name}.svg`, import.meta.url));
export const read = (name: string): string => readFileSync(pathOf(name), 'utf8');

/** What a picture was drawn from. */
export function dataOf(svg: string): Measured {
  const [, text] = /<metadata>(.*)<\/metadata>/.exec(svg)!;
  return JSON.parse(text!.replaceAll('&gt;', '>').replaceAll('&lt;', '<').replaceAll('&amp;', '&'));
}
