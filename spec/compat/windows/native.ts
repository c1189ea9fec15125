/** The Windows that runs this. Its consoles are pseudo consoles, which make a console event of Ctrl-C as every other console does. */
import { createRequire } from 'node:module';
import { release } from 'node:os';
import { type Console, installed, type Windows } from './console.ts';

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
  readonly version = `Windows ${release()}`;

  constructor(folder: string) {
    this.folder = folder;
  }

  async node(major: number): Promise<string> {
    return installed.path(`node${major}/bin/node.exe`);
  }

  open(command: readonly string[], cwd: string): Console {
    return new PseudoConsole(command, cwd);
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
