import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const execute = promisify(execFile);

/** What the commands of examples/README.md use. */
const FILES = ['package.json', 'tsconfig.json', '.build', 'src', 'examples'];

/** What a reader has: a clone of this repository, after `npm ci && npm run build`. */
export class Clone implements AsyncDisposable {
  readonly path: string;
  /** `node` is the one that runs the specs. */
  readonly env = { PATH: `${dirname(process.execPath)}:${process.env['PATH']}` };

  private constructor(path: string) {
    this.path = path;
  }

  static async build(): Promise<Clone> {
    const clone = new Clone(await mkdtemp(join(tmpdir(), 'capture-signals-clone-')));
    for (const name of FILES) await cp(join(repository, name), join(clone.path, name), { recursive: true });
    await symlink(join(repository, 'node_modules'), join(clone.path, 'node_modules'));
    await clone.#run('npm', 'run', 'build');
    await clone.#run('git', 'init', '--quiet');
    await clone.#run('git', 'add', ...FILES);
    return clone;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true });
  }

  async #run(command: string, ...args: string[]): Promise<void> {
    await execute(command, args, { cwd: this.path, env: { ...process.env, ...this.env } });
  }
}
