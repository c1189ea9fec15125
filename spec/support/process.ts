import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Lines } from './lines.ts';
import { type Leftover, running } from './leftovers.ts';
import { commandFor, noteUse, programPath, runtimeFlags } from './runtime.ts';

export interface StartOptions {
  /** What the program finds in `process.argv`. */
  args?: readonly string[];
  /** Further flags for the runtime, before the program. */
  execArgv?: readonly string[];
  /** The command line before the program, instead of the runtime under test. */
  command?: readonly string[];
  /** Added to the environment; `undefined` removes. */
  env?: Record<string, string | undefined>;
  cwd?: string;
  stdio?: StdioOptions;
  /** The line that says the program is there; `false` waits for none. `'ready'` by default. */
  ready?: string | RegExp | false;
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Without the `ready` line. */
  stdout: string;
  stderr: string;
}

/** A program that runs as a process of its own, in a process group of its own. Disposing of it kills the whole group. */
export class Child implements Leftover {
  readonly title: string;
  readonly process: ChildProcess;
  /** How the process ended, once its output has been read whole. Never rejects. */
  readonly ended: Promise<Ended>;
  readonly #exited: Promise<unknown>;
  readonly #lines = new Lines();
  readonly #errorLines = new Lines();
  #stdout = '';
  #stderr = '';

  constructor(command: readonly string[], options: StartOptions) {
    this.title = command.join(' ');
    this.process = spawn(command[0]!, command.slice(1), {
      cwd: options.cwd,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...options.env },
      stdio: options.stdio ?? 'pipe',
      detached: true,
    });
    running.add(this);
    noteUse(command);
    this.process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
      this.#lines.push(text);
    });
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
      this.#errorLines.push(text);
    });
    this.process.stdin?.on('error', () => {}); // EPIPE: the program has ended, which `ended` reports better
    this.process.on('error', (error) => this.#lines.end(() => error));
    this.#exited = new Promise((resolve) => this.process.once('exit', resolve).once('error', resolve));
    this.ended = once(this.process, 'close').then(() => this.#end(), () => this.#end());
  }

  get pid(): number {
    return this.process.pid!;
  }

  /** What has been written so far. */
  get output(): { stdout: string; stderr: string } {
    return { stdout: this.#stdout, stderr: this.#stderr };
  }

  /** Also where its output has not been read whole. */
  get hasExited(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  send(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  /** To the whole process group, as the key of a terminal is. */
  sendToGroup(signal: NodeJS.Signals): void {
    process.kill(-this.pid, signal);
  }

  write(text: string): void {
    this.process.stdin!.write(text);
  }

  /** The next line of stdout that is, or matches, `wanted`. Rejects with all output if the process ends before. */
  line(wanted: string | RegExp): Promise<string> {
    return this.#lines.wait(wanted);
  }

  /** The same of stderr. */
  errorLine(wanted: string | RegExp): Promise<string> {
    return this.#errorLines.wait(wanted);
  }

  kill(): void {
    if (this.process.pid === undefined) return;
    try {
      process.kill(-this.process.pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.#exited;
    // A descendant that left the group may hold the pipes: they must not keep the tests waiting.
    for (const stream of this.process.stdio) stream?.destroy();
    running.delete(this);
  }

  #end(): Ended {
    const { exitCode: code, signalCode: signal } = this.process;
    running.delete(this);
    for (const lines of [this.#lines, this.#errorLines]) lines.end(() => new Error(`${this.title} ended (${signal ?? code})\n${this.#stdout}${this.#stderr}`));
    return { code, signal, stdout: this.#stdout.replace(/^ready\n/m, ''), stderr: this.#stderr };
  }
}

/** Starts `spec/programs/<program>.ts` and waits until it has said that it is ready. */
export async function start(program: string, options: StartOptions = {}): Promise<Child> {
  const command = [...(options.command ?? commandFor(program)), ...runtimeFlags(options.execArgv ?? []), programPath(program)];
  const child = new Child([...command, ...(options.args ?? [])], options);
  try {
    if (options.ready !== false) await child.line(options.ready ?? 'ready');
  } catch (error) {
    await child[Symbol.asyncDispose]();
    throw error;
  }
  return child;
}

/** Runs a program to its end; what it has left behind in its process group is killed. */
export async function run(program: string, options: StartOptions = {}): Promise<Ended> {
  await using child = await start(program, { ...options, ready: false });
  return await child.ended;
}
