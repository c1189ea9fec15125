/** What each class of a picture is painted with, on a light page and on a dark one. A picture brings its own background: the page's need not be that of the system. */
interface Colour {
  paints: 'fill' | 'stroke';
  light: string;
  dark: string;
}

export const COLOURS: Readonly<Record<string, Colour>> = {
  card: { paints: 'fill', light: '#f6f8fa', dark: '#151b23' },
  text: { paints: 'fill', light: '#1f2328', dark: '#f0f6fc' },
  muted: { paints: 'fill', light: '#59636e', dark: '#9198a1' },
  first: { paints: 'fill', light: '#fff1c2', dark: '#4a3d12' },
  second: { paints: 'fill', light: '#eadcff', dark: '#372558' },
  fine: { paints: 'fill', light: '#aceebb', dark: '#1b5e30' },
  busy: { paints: 'fill', light: '#b6dcff', dark: '#134a8e' },
  bad: { paints: 'fill', light: '#ffc6bd', dark: '#8c2a25' },
  axis: { paints: 'stroke', light: '#818b98', dark: '#656c76' },
  tick: { paints: 'stroke', light: '#1f2328', dark: '#f0f6fc' },
  limit: { paints: 'stroke', light: '#9a6700', dark: '#d29922' },
};

/** What text stands on. */
export const GROUNDS = ['card', 'first', 'second', 'fine', 'busy', 'bad'] as const;

const rules = (scheme: 'light' | 'dark'): string =>
  Object.entries(COLOURS).map(([name, colour]) => `.${name}{${colour.paints}:${colour[scheme]}}`).join('\n');

export const STYLE = `text{font:13px system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif}
.strong{font-weight:600}
.small{font-size:12px}
.limit{stroke-width:1.5;stroke-dasharray:5 4}
${rules('light')}
@media (prefers-color-scheme:dark){
${rules('dark')}
}`;
