import { expect } from 'chai';
import { faultOf } from '../support/xml.ts';
import { COLOURS, GROUNDS } from './colours.ts';
import { FIGURES, runCtrlC, WAYS } from './ctrl-c.ts';
import { orderOf } from './measured.ts';
import { dataOf, PICTURES, read } from './pictures.ts';
import { draw, type Timeline } from './svg.ts';

const names = Object.keys(PICTURES) as (keyof typeof PICTURES)[];

/** The classes that a style paints: on light pages, and on dark ones. */
function painted(svg: string): { light: string[]; dark: string[] } {
  const [, style] = /<style>([^]*)<\/style>/.exec(svg)!;
  const [light, dark] = style!.split('@media (prefers-color-scheme:dark)').map((part) => [...part.matchAll(/\.([\w-]+)\{(?:fill|stroke):#[\da-f]{6}\}/g)].map(([, name]) => name!));
  return { light: light!, dark: dark! };
}

/** As WCAG has it. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter! + 0.05) / (darker! + 0.05);
}

describe('The pictures', () => {
  for (const name of names) {
    const svg = read(name);

    it(`${name}.svg is what the script draws from what it carries`, () => {
      expect(svg).to.equal(draw(PICTURES[name].timeline(dataOf(svg))));
    });

    it(`${name}.svg is well-formed, small, and needs nothing else`, () => {
      expect(faultOf(svg)).to.equal(undefined);
      expect(Buffer.byteLength(svg)).to.be.below(12_000);
      expect(svg).to.not.match(/<(script|image|use|foreignObject|a)\b|href|url\(|@import|@font-face|\son\w+=/i);
    });

    it(`${name}.svg tells those who cannot see it`, () => {
      expect(svg).to.match(/^<svg [^>]*role="img" aria-labelledby="title desc">\n<title id="title">[^<]{10,}<\/title>\n<desc id="desc">[^<]{100,}<\/desc>/);
    });

    it(`${name}.svg has a colour for all that it shows, light and dark`, () => {
      const shown = [...svg.matchAll(/<(?:rect|path|circle|text)\b([^>]*)/g)].map(([, attributes]) => /class="([^"]*)"/.exec(attributes!)?.[1]!.split(' ') ?? []);
      const { light, dark } = painted(svg);
      expect(light).to.deep.equal(dark);
      expect(shown).to.have.length.above(20);
      for (const classes of shown) expect(classes.filter((each) => light.includes(each))).to.have.length(1);
      expect(svg.replace(/<style>[^]*<\/style>/, '')).to.not.match(/#[\da-f]{3}|(fill|stroke|style)=/i);
    });
  }

  for (const scheme of ['light', 'dark'] as const) {
    it(`are legible on a ${scheme} page`, () => {
      for (const ground of GROUNDS) expect(contrast(COLOURS['text']![scheme], COLOURS[ground]![scheme]), ground).to.be.above(7);
      expect(contrast(COLOURS['muted']![scheme], COLOURS['card']![scheme])).to.be.above(4.5);
      for (const line of ['axis', 'limit', 'tick']) expect(contrast(COLOURS[line]![scheme], COLOURS['card']![scheme]), line).to.be.above(3);
    });
  }

  for (const [fault, change, told] of [
    ['over the edge', { footnote: 'word '.repeat(40) }, /over the edge/],
    ['over a line', { limits: [{ at: 1000, lines: ['', ''] }] }, /"dies by SIGINT" overlaps "a line of limit"/],
    ['over another', { limits: [{ at: 60, lines: ['a', 'b'] }] }, /"repeatMs: 500" overlaps "a"/],
  ] as [string, Partial<Timeline>, RegExp][]) {
    it(`are not drawn with a text that runs ${fault}`, () => {
      const timeline = PICTURES['ctrl-c'].timeline(dataOf(read('ctrl-c')));
      expect(() => draw({ ...timeline, ...change })).to.throw(told);
    });
  }

  it('of Ctrl-C show what happens when it is pressed, in that order', async () => {
    const figures = { ...FIGURES, repeatMs: 1000, relayAfterMs: 0, goOnAfterMs: 0 };
    const runs = await Promise.all(Object.keys(WAYS).map(async (way) => [way, await runCtrlC(way, figures)] as const));
    expect(orderOf({ runs: Object.fromEntries(runs) })).to.deep.equal(orderOf(dataOf(read('ctrl-c'))));
  });
});
