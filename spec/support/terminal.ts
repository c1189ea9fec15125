import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { StringDecoder } from 'node:string_decoder';
import { fileURLToPath } from 'node:url';
import { Lines } from './lines.ts';
import { type Leftover, running } from './leftovers.ts';
import type { StartOptions } from './process.ts';
import { commandFor, noteUse, programPath, runtimeFlags } from './runtime.ts';

export type TerminalOptions = Omit<StartOptions, 'stdio'>;

export interface TerminalEnded {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** All that the terminal showed until then, echoed keys included; lines end with `\n` alone. */
  output: string;
}

/** What `stty` shows as `icanon`, `echo` and `isig`. */
export interface Modes {
  canonical: boolean;
  echo: boolean;
  signals: boolean;
}

interface Event {
  pid?: number;
  output?: string;
  stopped?: NodeJS.Signals;
  ended?: Omit<TerminalEnded, 'output'>;
  alone?: true;
  answer?: unknown;
}

const helper = fileURLToPath(new URL('terminal.py', import.meta.url));

/** A real pseudo-terminal with a command as its foreground job. Disposing of it kills every descendant, orphans too. */
export class Terminal implements Leftover {
  readonly title: string;
  /** How the command ended, as the shell that started it sees it. Never rejects. */
  readonly ended: Promise<TerminalEnded>;
  /** Settles when the command and all its descendants, wherever they have moved to, have ended. */
  readonly alone: Promise<void>;
  readonly #helper: ChildProcessWithoutNullStreams;
  readonly #gone: Promise<unknown>;
  readonly #lines = new Lines();
  readonly #decoder = new StringDecoder('utf8');
  readonly #answers: ((answer: unknown) => void)[] = [];
  #pid = 0;
  #output = '';

  constructor(command: readonly string[], options: TerminalOptions) {
    this.title = `in a terminal: ${command.join(' ')}`;
    // Detached makes the helper a session leader, which may take the terminal as its own.
    this.#helper = spawn('python3', [helper, ...command], {
      cwd: options.cwd,
      env: { ...process.env, TERM: 'xterm', NO_COLOR: '1', FORCE_COLOR: undefined, ...options.env },
      detached: true,
    });
    running.add(this);
    noteUse(command);
    this.#gone = new Promise((resolve) => this.#helper.once('close', resolve).once('error', resolve));
    this.#helper.stdin.on('error', () => {});
    this.#helper.stderr.setEncoding('utf8').on('data', (text: string) => this.#show(text));
    let endedAs: (ended: TerminalEnded) => void;
    this.ended = new Promise((resolve) => (endedAs = resolve));
    let isAlone: () => void;
    this.alone = new Promise((resolve) => (isAlone = resolve));
    createInterface(this.#helper.stdout).on('line', (line) => {
      const event = JSON.parse(line) as Event;
      if (event.pid !== undefined) this.#pid = event.pid;
      if (event.output !== undefined) this.#show(this.#decoder.write(Buffer.from(event.output, 'latin1')));
      if (event.stopped !== undefined) this.#lines.push(`stopped by ${event.stopped}\n`);
      if (event.answer !== undefined) this.#answers.shift()?.(event.answer);
      if (event.ended !== undefined) endedAs({ ...event.ended, output: this.#output });
      if (event.alone) isAlone();
    });
    const explain = () => new Error(`${this.title} ended\n${this.#output}`);
    void Promise.race([this.alone, this.#gone]).then(() => this.#lines.end(explain));
  }

  /** Of the command; 0 until it has written something. */
  get pid(): number {
    return this.#pid;
  }

  get output(): string {
    return this.#output;
  }

  /** Types, as a human would: `'\x03'` is Ctrl-C and becomes a signal only while the terminal says so. */
  press(keys: string): void {
    this.#tell({ press: Buffer.from(keys, 'utf8').toString('latin1') });
  }

  /** To the command alone (what `kill` does), not to what it has started. */
  send(signal: NodeJS.Signals): void {
    this.#tell({ send: signal });
  }

  /** The window is closed: the terminal goes away, and the foreground job gets SIGHUP. */
  hangUp(): void {
    this.#tell({ hangup: true });
  }

  /**
   * The next line shown that is, or matches, `wanted`; the echo of control keys (`^C`)
   * and escape sequences are not part of a line. When the
   * command is stopped, `stopped by SIGTSTP` is shown as a line. Rejects with all output when nobody is left to write.
   */
  line(wanted: string | RegExp): Promise<string> {
    return this.#lines.wait(wanted);
  }

  modes(): Promise<Modes> {
    return this.#ask<Modes>('modes');
  }

  /** Whether the terminal is in raw mode; it can still be asked when the command has ended. */
  async isRaw(): Promise<boolean> {
    return !(await this.modes()).canonical;
  }

  /** What is running below this terminal: the command, and also what it has left behind. */
  descendants(): Promise<{ pid: number; command: string }[]> {
    return this.#ask('descendants');
  }

  /** Remembers a descendant, for `fate`. It must be running, or not yet waited for. */
  watch(pid: number): void {
    this.#tell({ watch: pid });
  }

  /** How the watched descendant ended, whoever its parent was. `'unknown'` before it has, and before Linux 6.15. */
  fate(): Promise<Omit<TerminalEnded, 'output'> | 'unknown'> {
    return this.#ask('fate');
  }

  kill(): void {
    this.#helper.stdin.destroy(); // at its end of input the helper kills them all
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.#gone;
    running.delete(this);
  }

  #show(text: string): void {
    this.#output += text.replaceAll('\r\n', '\n');
    this.#lines.push(text.replaceAll('\r\n', '\n').replace(/\^[A-Z\\]|\x1b\[[\d;?]*[A-Za-z]/g, ''));
  }

  #tell(message: object): void {
    this.#helper.stdin.write(JSON.stringify(message) + '\n');
  }

  #ask<T>(question: string): Promise<T> {
    this.#tell({ ask: question });
    return new Promise((resolve) => this.#answers.push(resolve as (answer: unknown) => void));
  }
}

/** Starts a program of `spec/programs` (a string), or any command line (an array), as the job of a new terminal. */
export async function startInTerminal(job: string | readonly string[], options: TerminalOptions = {}): Promise<Terminal> {
  const program = typeof job === 'string' ? [programPath(job)] : job;
  const runtime = options.command ?? (typeof job === 'string' ? commandFor(job) : []);
  const terminal = new Terminal([...runtime, ...runtimeFlags(options.execArgv ?? []), ...program, ...(options.args ?? [])], options);
  try {
    if (options.ready !== false) await terminal.line(options.ready ?? 'ready');
  } catch (error) {
    await terminal[Symbol.asyncDispose]();
    throw error;
  }
  return terminal;
}
