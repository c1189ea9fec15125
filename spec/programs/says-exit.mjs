// says-exit <program> [arguments]: the program, which also writes 'exit' when it exits.
import { writeSync } from 'node:fs';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

process.on('exit', () => writeSync(1, 'exit\n'));
process.argv.splice(1, 1);
await import(pathToFileURL(process.argv[1]).href);
