// Shows a file of the working directory, and once more 300 ms after SIGINT, before it ends: a check that has a cleanup of its own.
import { readFileSync } from 'node:fs';

function look() {
  process.stdout.write(readFileSync('note.txt', 'utf8'));
}

process.on('SIGINT', () => setTimeout(() => {
  look();
  process.exit(1);
}, 300));
setInterval(() => {}, 60_000);
look();
