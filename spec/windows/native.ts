/** The Windows that runs this. Its consoles are pseudo consoles, which make a console event of Ctrl-C as every other console does. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Console, Windows } from './console.ts';
import { fill } from './library.ts';

/** What is used of `@lydell/node-pty`, which is installed in this folder alone. */
interface Pty {
  onData(listener: (text: string) => void): unknown;
  onExit(listener: (ended: { exitCode: number }) => void): unknown;
  write(keys: string): void;
  kill(): void;
}
interface PtyModule {
  spawn(file: string, args: string[], options: { cwd: string; cols: number; env: NodeJS.ProcessEnv }): Pty;
}

/** STATUS_CONTROL_C_EXIT. `cases.ts` has the 0 that Wine says. */
const ENDED_BY_SYSTEM = 0xc000013a;
/** Wide enough that no line is broken. */
const COLUMNS = 400;

export class PseudoConsole implements Console {
  readonly ended: Promise<{ code: number; output: string }>;
  readonly #pty: Pty;
  #output = '';
  #isOver = false;

  constructor([program, ...args]: readonly string[], cwd: string) {
    const { spawn } = createRequire(import.meta.url)('@lydell/node-pty') as PtyModule;
    this.#pty = spawn(program!, args, { cwd, cols: COLUMNS, env: { ...process.env, NO_COLOR: '1' } });
    this.#pty.onData((text) => (this.#output += text));
    this.ended = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode }) => {
        this.#isOver = true;
        resolve({ code: exitCode >>> 0 === ENDED_BY_SYSTEM ? 0 : exitCode, output: this.output });
      });
    });
  }

  /** Without titles; where the cursor moves to the right there are spaces. */
  get output(): string {
    return this.#output.replace(/\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g, '').replace(/\x1b\[(\d*)C/g, (_, count: string) => ' '.repeat(Number(count || 1)));
  }

  press(keys: string): void {
    if (!this.#isOver) this.#pty.write(keys);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOver) return;
    this.#pty.kill();
    await this.ended;
  }
}

export class NativeWindows implements Windows {
  readonly folder: string;
  readonly name = 'Windows';
  readonly version = `Windows ${release()}`;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<NativeWindows> {
    const windows = new NativeWindows(await mkdtemp(join(tmpdir(), 'capture-signals-windows-')));
    try {
      await fill(windows.folder);
    } catch (error) {
      await windows[Symbol.asyncDispose]();
      throw error;
    }
    return windows;
  }

  async node(major: number): Promise<{ program: string; version: string }> {
    const program = fileURLToPath(new URL(`node_modules/node${major}/bin/node.exe`, import.meta.url));
    const { stdout } = await promisify(execFile)(program, ['--version']);
    return { program, version: stdout.trim() };
  }

  open(command: readonly string[], cwd: string): Console {
    return new PseudoConsole(command, cwd);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
