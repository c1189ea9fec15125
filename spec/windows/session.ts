import { readFileSync, unwatchFile, watch, watchFile, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Lines } from '../support/lines.ts';
import type { Console, Windows } from './console.ts';

/** What became of a program. */
export interface Came {
  /** The exit code: a process of Windows does not die by a signal. */
  code: number | null;
  log: string[];
  /** What the console showed of it. */
  shown: string;
}

let count = 0;

/** Windows tells of what is appended when it likes, and is asked. */
function follow(file: string, read: () => void): () => void {
  if (process.platform !== 'win32') {
    const watcher = watch(file, read);
    return () => watcher.close();
  }
  watchFile(file, { interval: 20 }, read);
  return () => unwatchFile(file);
}

/** One program in a console of its own, and what it writes to its log. */
export class Session implements AsyncDisposable {
  readonly #folder: string;
  readonly #console: Console;
  readonly #lines = new Lines();
  readonly #stop: () => void;
  #read = 0;

  private constructor(folder: string, console: Console) {
    this.#folder = folder;
    this.#console = console;
    this.#stop = follow(join(folder, 'log'), () => this.#readOn());
    void console.ended.then(() => {
      this.#readOn();
      this.#lines.end(() => new Error(`It has ended\n${console.output}`));
    });
  }

  static async start(windows: Windows, node: string, program: string, args: readonly string[]): Promise<Session> {
    const folder = join(windows.folder, `session-${++count}`);
    await mkdir(folder);
    writeFileSync(join(folder, 'log'), '');
    return new Session(folder, windows.open([node, `../programs/${program}.mjs`, ...args], folder));
  }

  get ended(): Promise<unknown> {
    return this.#console.ended;
  }

  get log(): string[] {
    return readFileSync(join(this.#folder, 'log'), 'utf8').split('\n').slice(0, -1);
  }

  /** The next line of the log that is this one, or matches. */
  logged(line: string | RegExp): Promise<string> {
    return this.#lines.wait(line);
  }

  /** Puts a file there for which the program waits. */
  put(name: string): void {
    writeFileSync(join(this.#folder, name), '');
  }

  press(): void {
    this.#console.press('\x03');
  }

  /** Presses until that line is logged, or the program has ended. */
  async insist(line?: string): Promise<void> {
    let isDone = false;
    const done = line === undefined ? this.ended : Promise.race([this.logged(line), this.ended]);
    void done.then(() => (isDone = true), () => (isDone = true));
    for (let tries = 0; tries < 30; tries++) {
      this.press();
      await Promise.race([done, setTimeout(100)]);
      if (isDone) return;
    }
    throw new Error('It runs on, however often Ctrl-C is pressed');
  }

  async came(): Promise<Came> {
    const { code, output } = await this.#console.ended;
    const shown = output.replace(/\x1b\[[\d;?]*[A-Za-z]|\^C|\r/g, '').trim();
    return { code, log: this.log, shown };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop();
    await this.#console[Symbol.asyncDispose]();
  }

  #readOn(): void {
    const text = readFileSync(join(this.#folder, 'log'), 'utf8');
    this.#lines.push(text.slice(this.#read));
    this.#read = text.length;
  }
}
