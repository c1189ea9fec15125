import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Runtime } from './runtimes.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));

/** Of an installed package. */
const installed = (path: string) => join(here, 'node_modules', path);

/** Packages whose current major wants Node 22, and the alias of the newest one that does not. Those that are not listed run on Node 20, whatever they want. */
const ON_NODE_20: Record<string, string> = {
  '@inquirer/prompts': 'inquirer-prompts-7',
  '@oclif/core': '@oclif/core-4',
  'commander': 'commander-14',
  'execa': 'execa-9',
  'got': 'got-14',
  'ky': 'ky-1',
  'listr2': 'listr2-9',
  'openai': 'openai-6',
  'p-queue': 'p-queue-9',
  'p-retry': 'p-retry-7',
  'undici': 'undici-7',
};

const manifest = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
export const packages = Object.keys(manifest.dependencies);
const types = Object.keys(manifest.devDependencies);

/** Where a package stands that is imported as `name` on this runtime. */
export const packageOn = (name: string, { isNode20 }: Pick<Runtime, 'isNode20'>) => installed((isNode20 && ON_NODE_20[name]) || name);

/** Examples that import one of the packages. */
const examples = ['inquirer.mjs'];

/** The programs as JavaScript, in a folder for each set of packages, with the library as it would be published. */
export class Workspace implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'capture-signals-packages-'));
  readonly #library = join(this.folder, 'capture-signals');

  constructor() {
    mkdirSync(this.#library);
    execFileSync('npm', ['pack', '--pack-destination', this.folder], { cwd: root, stdio: ['ignore', 'ignore', 'ignore'] });
    const packed = readdirSync(this.folder).find((name) => name.endsWith('.tgz'))!;
    execFileSync('tar', ['-xzf', join(this.folder, packed), '-C', this.#library, '--strip-components=1']);
    this.#makeProject({ isNode20: false });
    this.#compile();
    for (const name of examples) copyFileSync(join(root, 'examples', name), join(mkdir(this.#project({ isNode20: false }), 'built/examples'), name));
    this.#makeProject({ isNode20: true });
    cpSync(join(this.#project({ isNode20: false }), 'built'), join(this.#project({ isNode20: true }), 'built'), { recursive: true });
  }

  /** Of the program, where it finds the packages that run on this runtime. */
  program(name: string, runtime: Runtime): string {
    return join(this.#project(runtime), 'built', `${name}.js`);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #project({ isNode20 }: Pick<Runtime, 'isNode20'>): string {
    return join(this.folder, isNode20 ? 'node-20' : 'current');
  }

  #makeProject(runtime: Pick<Runtime, 'isNode20'>): void {
    const project = this.#project(runtime);
    const link = (target: string, name: string) => {
      const path = join(project, 'node_modules', name);
      mkdirSync(dirname(path), { recursive: true });
      symlinkSync(target, path);
    };
    link(this.#library, 'capture-signals');
    for (const name of packages) link(packageOn(name, runtime), name);
    writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'programs', version: '1.0.0', type: 'module' }));
  }

  #compile(): void {
    const project = this.#project({ isNode20: false });
    cpSync(join(here, 'programs'), join(project, 'programs'), { recursive: true });
    copyFileSync(join(root, 'tsconfig.json'), join(this.folder, 'tsconfig.json'));
    for (const name of types) symlinkSync(installed(name), join(mkdir(project, 'node_modules/@types'), name.replace('@types/', '')));
    symlinkSync(join(root, 'node_modules/@types/node'), join(project, 'node_modules/@types/node'));
    const compilerOptions = { rootDir: 'programs', outDir: 'built', declaration: false, skipLibCheck: true };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ extends: '../tsconfig.json', compilerOptions, include: ['programs'] }));
    try {
      execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project], { encoding: 'utf8' });
    } catch (error) {
      throw new Error(`The compiler refused the programs:\n${(error as { stdout: string }).stdout}`);
    }
  }
}

function mkdir(...path: string[]): string {
  const folder = join(...path);
  mkdirSync(folder, { recursive: true });
  return folder;
}
