import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../support/compiled.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = fileURLToPath(new URL('node_modules', import.meta.url));

/** A folder with the compiled service, and below `node_modules` the package, and those that stop a server in another way. */
export class Workspace implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'capture-signals-restarts-'));

  constructor() {
    const library = join(this.folder, 'node_modules/capture-signals');
    bundle(['src/index.ts', 'src/http.ts', 'src/testing.ts'], join(library, 'dist'));
    cpSync(join(root, 'package.json'), join(library, 'package.json'));
    for (const name of ['http-terminator', 'stoppable']) symlinkSync(join(modules, name), join(this.folder, 'node_modules', name));
    bundle(['spec/restarts/service.ts'], this.folder, '--packages=external');
    writeFileSync(join(this.folder, 'package.json'), '{ "type": "module" }');
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
