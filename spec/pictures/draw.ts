/** Measures the pictures anew, and writes them. Takes ten seconds, of a machine that is idle: what they show is time. */
import '../support/compile.ts';
import { writeFileSync } from 'node:fs';

const { PICTURES, pathOf } = await import('./pictures.ts'); // it asks how to run programs, which are compiled by now
const { draw } = await import('./svg.ts');

for (const [name, { measure, timeline }] of Object.entries(PICTURES)) {
  writeFileSync(pathOf(name), draw(timeline(await measure())));
  console.log(pathOf(name));
}
