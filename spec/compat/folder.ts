import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A temporary folder as a user has it: the package as it is built, below `node_modules`. */
export class Folder implements AsyncDisposable {
  readonly path: string;

  constructor(suite: string) {
    this.path = mkdtempSync(join(tmpdir(), `capture-signals-${suite}-`));
    const library = this.join('node_modules/capture-signals');
    mkdirSync(library, { recursive: true });
    execFileSync(process.execPath, [join(root, '.build/build.js'), join(library, 'dist')]);
    cpSync(join(root, 'package.json'), join(library, 'package.json'));
  }

  join(...names: readonly string[]): string {
    return join(this.path, ...names);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Of a folder, with those that `path` lies in. */
export function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, 'dir');
}
