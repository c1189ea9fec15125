import { execFileSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../../support/compiled.ts';
import { type Folder, link, root } from '../folder.ts';
import { Installed } from '../installed.ts';

export const installed = new Installed(import.meta.url);
const deploy = join(root, 'examples/services/deploy');

/** A folder as a user has it: the package and the frameworks in `node_modules`, the programs and the examples compiled, the files of `deploy`. */
export class Workspace {
  readonly folder: string;

  constructor(folder: Folder) {
    this.folder = folder.path;
    for (const name of [...installed.names, ...installed.types]) link(installed.path(name), this.path(`node_modules/${name}`));
    writeFileSync(this.path('package.json'), '{ "type": "module" }');
    cpSync(new URL('programs', import.meta.url), this.path('programs'), { recursive: true });
    cpSync(deploy, this.folder, { recursive: true });
    const decorators = '--tsconfig-raw={"compilerOptions":{"experimentalDecorators":true}}';
    bundle(['spec/compat/services/programs/*.ts'], this.folder, '--packages=external', '--outbase=spec/compat/services/programs', decorators);
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
}
