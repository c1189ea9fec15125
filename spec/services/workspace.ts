import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../support/compiled.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const modules = fileURLToPath(new URL('node_modules', import.meta.url));
const deploy = join(root, 'examples/services/deploy');

/** A folder as a user has it: the package as published and the frameworks in `node_modules`, the programs and the examples compiled, the files of `deploy`. */
export class Workspace implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'capture-signals-services-'));

  constructor() {
    const here = join(this.folder, 'node_modules');
    mkdirSync(here);
    for (const name of readdirSync(modules).filter((name) => !name.startsWith('.'))) symlinkSync(join(modules, name), join(here, name));
    execFileSync(process.execPath, [join(root, '.build/build.js'), join(here, 'capture-signals/dist')]);
    cpSync(join(root, 'package.json'), join(here, 'capture-signals/package.json'));
    writeFileSync(this.path('package.json'), '{ "type": "module" }');
    cpSync(join(root, 'spec/services/programs'), this.path('programs'), { recursive: true });
    cpSync(deploy, this.folder, { recursive: true });
    const decorators = '--tsconfig-raw={"compilerOptions":{"experimentalDecorators":true}}';
    bundle(['spec/services/programs/*.ts'], this.folder, '--packages=external', '--outbase=spec/services/programs', decorators);
    bundle(['examples/services/*.ts'], this.folder, '--packages=external', '--outbase=examples/services');
    bundle(['examples/queue-worker.ts'], this.folder, '--packages=external');
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** What the compiler has to say of the programs: nothing, when all is well. */
  check(): string {
    const compilerOptions = {
      noEmit: true, rootDir: '/', experimentalDecorators: true, declaration: false, typeRoots: [join(root, 'node_modules/@types')], skipLibCheck: true,
    };
    writeFileSync(this.path('tsconfig.json'), JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include: ['programs'] }));
    try {
      execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', this.folder], { encoding: 'utf8' });
      return '';
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
