// Child processes: started, listened to, ended; none outlives the benchmark.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A program ended before it printed what was waited for. */
export class EndedEarly extends Error {}

const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** The file of a program in `programs/`. */
export const programFile = (name) => fileURLToPath(new URL(`../programs/${name}.js`, import.meta.url));

/**
 * Starts `programs/<name>.js`. `line(text)` resolves when a line of standard output begins with `text` (with the rest of
 * that line); `ended` resolves with what the parent saw, and the moment it saw it.
 */
export function start(name, args = [], { nodeArgs = [], before = [], env = {} } = {}) {
  const command = [...before, process.execPath, ...nodeArgs, programFile(name), ...args.map(String)];
  const child = spawn(command[0], command.slice(1), { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  running.add(child);
  child.stdin.on('error', () => {});
  let stdout = '';
  let stderr = '';
  let at = 0;
  let wake = () => {};
  child.stdout.on('data', (data) => { stdout += data; wake(); });
  child.stderr.on('data', (data) => { stderr += data; });
  child.on('exit', () => { at = performance.now(); wake(); });
  const ended = new Promise((resolve) => {
    child.on('close', (code, signal) => {
      running.delete(child);
      wake();
      resolve({ code, signal, stdout, stderr, at });
    });
  });

  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;

  async function line(text) {
    for (;;) {
      const found = stdout.split('\n').slice(0, -1).find((each) => each.startsWith(text));
      if (found !== undefined) return found.slice(text.length).trim();
      if (hasEnded()) {
        await ended;
        if (!stdout.includes(text)) throw new EndedEarly(`${command.slice(1).join(' ')} ended before "${text}":\n${stdout}${stderr}`);
      }
      await new Promise((resolve) => { wake = resolve; });
    }
  }
  return { pid: child.pid, stdin: child.stdin, stdout: child.stdout, kill: (signal) => child.kill(signal), line, hasEnded, ended };
}

/** Runs `programs/<name>.js` to its end and gives what it printed, which is JSON. */
export async function measure(name, args, options) {
  const { code, signal, stdout, stderr } = await start(name, args, options).ended;
  if (code !== 0) throw new Error(`${name} ${args.join(' ')} ended with ${code ?? signal}:\n${stderr}`);
  return JSON.parse(stdout);
}
