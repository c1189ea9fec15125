// Starts writes-a-mebibyte with a pipe, and counts what comes through it. A pipe of the other side is none to a Node that runs under Wine.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { log } from './log.mjs';

const program = fileURLToPath(new URL('writes-a-mebibyte.mjs', import.meta.url));
const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
let bytes = 0;
child.stdout.on('data', (chunk) => (bytes += chunk.length));
const [code] = await once(child, 'close');
log(`${bytes} bytes, then exit code ${code}`);
