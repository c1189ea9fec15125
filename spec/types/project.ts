/** A project of its own that uses the built package, so that its declarations are checked as a user's compiler does. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** The compiler of this repository. */
export const installed = join(root, 'node_modules/typescript');

/** A program that `require`s the package: the compiler of this repository does not take its syntax, so it is not a file of its own. */
const COMMONJS = `
import { captureSignals } from 'capture-signals';
import http = require('capture-signals/http');
export const capture = () => captureSignals('SIGINT').interruptible(() => http.drainServer);
`;

export interface Diagnostic {
  file: string;
  line: number;
  code: string;
  message: string;
}

export class ConsumerProject implements AsyncDisposable {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Builds the package into the `node_modules` of a new project, and copies `consumer` and `must-not-compile` into it. */
  static async create(nodeTypes = join(root, 'node_modules/@types/node')): Promise<ConsumerProject> {
    const directory = await mkdtemp(join(tmpdir(), 'capture-signals-types-'));
    const modules = join(directory, 'node_modules');
    await mkdir(join(modules, '@types'), { recursive: true });
    await mkdir(join(modules, 'capture-signals'));
    await cp(join(root, 'package.json'), join(modules, 'capture-signals/package.json'));
    await symlink(nodeTypes, join(modules, '@types/node'));
    await writeFile(join(directory, 'package.json'), '{ "type": "module" }');
    for (const folder of ['consumer', 'must-not-compile']) {
      await cp(new URL(folder, import.meta.url), join(directory, folder), { recursive: true });
    }
    await writeFile(join(directory, 'consumer/commonjs.cts'), COMMONJS);
    await promisify(execFile)(process.execPath, [join(root, '.build/build.js'), join(modules, 'capture-signals/dist')]);
    return new ConsumerProject(directory);
  }

  text(file: string): Promise<string> {
    return readFile(join(this.#directory, file), 'utf8');
  }

  /** The type declarations that users get, by file. */
  async declarations(): Promise<Map<string, string>> {
    const folder = join(this.#directory, 'node_modules/capture-signals/dist');
    const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.d.ts'));
    return new Map(await Promise.all(files.map(async (file) => [file, await readFile(join(folder, file), 'utf8')] as const)));
  }

  /** What the compiler in the folder `typescript` has to say of these files. */
  async check(typescript: string, files: string[], options: object): Promise<Diagnostic[]> {
    const compilerOptions = {
      target: 'es2022', module: 'nodenext', moduleResolution: 'nodenext', strict: true, skipLibCheck: false, noEmit: true, types: [],
      exactOptionalPropertyTypes: true, ...options,
    };
    await writeFile(join(this.#directory, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    return await compile(typescript, ['-p', this.#directory], this.#directory);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#directory, { recursive: true });
  }
}

function compile(typescript: string, args: string[], cwd = root): Promise<Diagnostic[]> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [join(typescript, 'bin/tsc'), '--pretty', 'false', ...args], { cwd, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const found = [...stdout.matchAll(/^(?:(.+)\((\d+),\d+\): )?error (TS\d+): (.*)$/gm)];
      if (error && found.length === 0) return reject(new Error(`The compiler failed: ${error.message}\n${stdout}${stderr}`));
      resolve(found.map(([, file = '', line = '0', code, message]) => ({ file, line: Number(line), code: code!, message: message! })));
    });
  });
}

/** Of a type declaration: the examples in doc comments import what they like. */
export const withoutComments = (text: string): string => text.replace(/\/\*\*.*?\*\//gs, '');

/** The environments of users: with `@types/node` alone, with the `dom` lib alone, with both. */
export const environments = [
  { name: '@types/node without dom', files: ['consumer/anywhere.ts', 'consumer/node.ts'], options: { lib: ['es2022'], types: ['node'] } },
  { name: 'the dom lib without @types/node', files: ['consumer/anywhere.ts'], options: { lib: ['es2022', 'dom'] } },
  {
    name: 'both, and a bundler',
    files: ['consumer/anywhere.ts', 'consumer/node.ts'],
    options: { lib: ['esnext', 'dom', 'dom.iterable'], types: ['node'], module: 'esnext', moduleResolution: 'bundler' },
  },
];

/** The lines that are marked as errors, and those that are: `line 5 TS2345`. A line may name several numbers, of which one is enough. */
export async function mistakes(project: ConsumerProject, typescript: string): Promise<{ missed: string[]; unexpected: string[] }> {
  const file = 'must-not-compile/wrong.ts';
  const found = await project.check(typescript, [file], { lib: ['es2022'], types: ['node'], skipLibCheck: true });
  const marked = new Map<number, string[]>();
  for (const [index, line] of (await project.text(file)).split('\n').entries()) {
    const codes = /\/\/ ((?:TS\d+ ?)+)$/.exec(line)?.[1];
    if (codes !== undefined) marked.set(index + 1, codes.split(' '));
  }
  const missed = [...marked.keys()].filter((line) => !found.some((error) => error.line === line)).map((line) => `line ${line}`);
  const unexpected = found.filter(({ line, code }) => !marked.get(line)?.includes(code));
  return { missed, unexpected: unexpected.map(({ file, line, code, message }) => `${file} line ${line} ${code} ${message}`) };
}
