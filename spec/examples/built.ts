import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { compiledFolder } from '../support/compiled.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const compiler = join(repository, 'node_modules/typescript/bin/tsc');
const execute = promisify(execFile);

const compile = (directory: string, ...args: string[]) =>
  execute(process.execPath, [compiler, ...args], { cwd: directory }).catch((error: { stdout: string }) => {
    throw new Error(`The compiler refused:\n${error.stdout}`);
  });

/**
 * The package as its users have it, built and below `node_modules`, and the examples compiled against that. In a directory of
 * its own, so that specs that run at the same time share nothing.
 */
export class BuiltExamples implements AsyncDisposable {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  static async build(): Promise<BuiltExamples> {
    const directory = await mkdtemp(join(tmpdir(), 'capture-signals-built-'));
    const library = join(directory, 'node_modules/capture-signals');
    await mkdir(library, { recursive: true });
    await cp(join(repository, 'package.json'), join(library, 'package.json'));
    await cp(join(repository, 'examples'), join(directory, 'examples'), { recursive: true });
    const config = {
      extends: join(repository, 'tsconfig.json'),
      compilerOptions: { rootDir: 'examples', outDir: 'built', typeRoots: [join(repository, 'node_modules/@types')], declaration: false },
      include: ['examples'],
    };
    await writeFile(join(directory, 'tsconfig.json'), JSON.stringify(config));
    await writeFile(join(directory, 'package.json'), JSON.stringify({ type: 'module' }));
    await execute(process.execPath, [join(repository, '.build/build.js'), join(library, 'dist')]);
    await compile(directory, '-p', 'tsconfig.json');
    return new BuiltExamples(directory);
  }

  /** Of the compiled example: `tutorial/busy-main` for `examples/tutorial/busy-main.ts`. */
  path(example: string): string {
    return join(this.#directory, 'built', `${example}.js`);
  }

  /** Of an example in plain JavaScript, which is not compiled: `plain.mjs` for `examples/plain.mjs`. */
  plainPath(example: string): string {
    return join(this.#directory, 'examples', example);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#directory, { recursive: true });
  }
}

/** For `start` and `run` of `spec/support`: the example as it stands in the repository. */
export const sourcePath = (example: string): string => join(repository, 'examples', `${example}.ts`);

/** The same of `examples/services`, as a service runs it: compiled. Where another runtime reads TypeScript, as it stands. */
export function servicePath(example: string, extension = 'ts'): string {
  const compiled = compiledFolder();
  return compiled === undefined ? join(repository, `examples/services/${example}.${extension}`) : join(compiled, `examples/services/${example}.js`);
}
