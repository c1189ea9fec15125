import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sourceOf } from '../../../.build/manifest.js';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
/** What is installed in this folder. */
export const modules = (path: string): string => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url));

export interface Manifest {
  exports: Record<string, string | Record<string, string>>;
  engines: { node: string };
  [field: string]: unknown;
}

/** The files of one entry, as package.json names them, and of this repository its source. */
export interface Entry {
  types: string;
  source: string;
  module: string;
}

/** Runs a command to its end; when it fails, the error tells all that it has printed. */
export async function command(words: readonly string[], cwd: string): Promise<string> {
  const { stdout } = await promisify(execFile)(words[0]!, words.slice(1), { cwd, maxBuffer: 2 ** 26 }).catch((error: { stdout: string; stderr: string }) => {
    throw new Error(`${words.join(' ')} failed:\n${error.stdout}${error.stderr}`);
  });
  return stdout;
}

/** The package as `npm pack` makes it, and a folder in which it is installed, below which there is room for projects of users. */
export class Packed implements AsyncDisposable {
  readonly tarball: string;
  readonly folder: string;
  readonly manifest: Manifest;
  /** Of what is in the package. */
  readonly files: readonly string[];

  private constructor(tarball: string, folder: string, manifest: Manifest, files: readonly string[]) {
    this.tarball = tarball;
    this.folder = folder;
    this.manifest = manifest;
    this.files = files;
  }

  static async create(): Promise<Packed> {
    const folder = await mkdtemp(join(tmpdir(), 'capture-signals-package-'));
    await command(['npm', 'pack', '--pack-destination', folder], root);
    const tarball = join(folder, (await readdir(folder)).find((name) => name.endsWith('.tgz'))!);
    await command(['npm', 'install', '--prefix', folder, '--offline', '--no-audit', '--no-fund', tarball], folder);
    const installed = join(folder, 'node_modules/capture-signals');
    const all = await readdir(installed, { recursive: true, withFileTypes: true });
    const files = all.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1)).sort();
    return new Packed(tarball, folder, JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')), files);
  }

  /** What users may import, `capture-signals/http` and the like, and where it is. */
  get entries(): ReadonlyMap<string, Entry> {
    const all = Object.entries(this.manifest.exports).flatMap(([name, to]) => {
      if (typeof to === 'string') return []; // package.json
      const entry = { types: to['types']!, source: sourceOf(to['default']!), module: to['default']! };
      return [[name.replace(/^\./, 'capture-signals'), entry] as const];
    });
    return new Map(all);
  }

  text(file: string): Promise<string> {
    return readFile(join(this.folder, 'node_modules/capture-signals', file), 'utf8');
  }

  /** A new folder from which the package can be imported, with these files of `spec/packed` in it. */
  async project(name: string, ...files: readonly string[]): Promise<string> {
    const folder = join(this.folder, name);
    await mkdir(folder, { recursive: true });
    for (const file of files) await cp(new URL(`../${file}`, import.meta.url), join(folder, file.replace(/.*\//, '')));
    return folder;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

let made: Promise<Packed> | undefined;
/** One for all files: mocha is told not to run them in parallel. */
export const pack = (): Promise<Packed> => (made ??= Packed.create());

after(async () => {
  await (await made)?.[Symbol.asyncDispose]();
});
