import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Folder, link, root } from '../folder.ts';
import { Installed } from '../installed.ts';
import { bun, deno, node } from '../runtimes/runtimes.ts';

/** What programs are run on. */
export interface Runtime {
  name: string;
  /** The command line before a program. */
  command: readonly string[];
  /** It is too old for the current major of some packages. */
  isNode20: boolean;
}

export const runtimes: readonly Runtime[] = [
  ...[20, 22, 24, 26].map((major) => ({ name: `Node ${major}`, command: [node(major)], isNode20: major < 22 })),
  { name: 'Bun', command: [bun], isNode20: false },
  { name: 'Deno', command: [deno, 'run', '-A', '--no-lock'], isNode20: false },
];

export const installed = new Installed(import.meta.url);

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

/** What a package is called that is imported as `name` on this runtime. */
export const packageOn = (name: string, { isNode20 }: Pick<Runtime, 'isNode20'>): string => (isNode20 && ON_NODE_20[name]) || name;

/** Examples that import one of the packages. */
const examples = ['inquirer.mjs', 'traps/nodemon.mjs', 'traps/puppeteer.mjs', 'traps/playwright.mjs'];

/** The programs as JavaScript, in a folder for each set of packages. */
export class Workspace {
  readonly #folder: Folder;

  constructor(folder: Folder) {
    this.#folder = folder;
    this.#makeProject({ isNode20: false });
    this.#compile();
    for (const name of examples) copyFileSync(join(root, 'examples', name), join(mkdir(this.#project({ isNode20: false }), 'built/examples'), basename(name)));
    this.#makeProject({ isNode20: true });
    cpSync(join(this.#project({ isNode20: false }), 'built'), join(this.#project({ isNode20: true }), 'built'), { recursive: true });
  }

  /** Of the program, where it finds the packages that run on this runtime. */
  program(name: string, runtime: Runtime): string {
    return join(this.#project(runtime), 'built', `${name}.js`);
  }

  #project({ isNode20 }: Pick<Runtime, 'isNode20'>): string {
    return this.#folder.join(isNode20 ? 'node-20' : 'current');
  }

  #makeProject(runtime: Pick<Runtime, 'isNode20'>): void {
    const project = mkdir(this.#project(runtime));
    for (const name of installed.names) link(installed.path(packageOn(name, runtime)), join(project, 'node_modules', name));
    writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'programs', version: '1.0.0', type: 'module' }));
  }

  #compile(): void {
    const project = this.#project({ isNode20: false });
    cpSync(new URL('programs', import.meta.url), join(project, 'programs'), { recursive: true });
    copyFileSync(join(root, 'tsconfig.json'), this.#folder.join('tsconfig.json'));
    for (const name of installed.types) link(installed.path(name), join(project, 'node_modules', name));
    link(join(root, 'node_modules/@types/node'), join(project, 'node_modules/@types/node'));
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
