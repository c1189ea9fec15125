import { writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Log } from '../log.ts';
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

/** One program in a console of its own, and what it writes to its log. */
export class Session implements AsyncDisposable {
  readonly #folder: string;
  readonly #console: Console;
  readonly #log: Log;

  private constructor(folder: string, console: Console, log: Log) {
    this.#folder = folder;
    this.#console = console;
    this.#log = log;
    void console.ended.then(() => log.end(() => new Error(`It has ended\n${console.output}`)));
  }

  static async start(windows: Windows, node: string, program: string, args: readonly string[]): Promise<Session> {
    const folder = join(windows.folder, `session-${++count}`);
    await mkdir(folder);
    const log = new Log(join(folder, 'log'));
    return new Session(folder, windows.open([node, `../programs/${program}.mjs`, ...args], folder), log);
  }

  get ended(): Promise<unknown> {
    return this.#console.ended;
  }

  get log(): string[] {
    return this.#log.lines;
  }

  /** The next line of the log that is this one, or matches. */
  logged(line: string | RegExp): Promise<string> {
    return this.#log.line(line);
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
    this.#log[Symbol.dispose]();
    await this.#console[Symbol.asyncDispose]();
  }
}
