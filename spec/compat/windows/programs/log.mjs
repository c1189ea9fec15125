// What a program goes through is written to a file in its folder: a console decorates what it shows.
import { appendFileSync, existsSync } from 'node:fs';

export const log = (line) => appendFileSync('log', `${line}\n`);

/** Blocks until the test has put a file of that name there. */
export function blockUntil(name) {
  while (!existsSync(name));
}

process.on('exit', (code) => log(`exit ${code}`));
