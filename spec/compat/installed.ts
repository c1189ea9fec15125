import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What is installed in a folder of the workspace; see install.ts. */
export class Installed {
  readonly modules: string;
  readonly #folder: string;

  /** `folder`: the URL of a file in it. */
  constructor(folder: string) {
    this.#folder = fileURLToPath(new URL('.', folder));
    this.modules = join(this.#folder, 'node_modules');
  }

  path(path: string): string {
    return join(this.modules, path);
  }

  /** A binary, of which there is a package for each platform: install scripts, which would move it elsewhere, are not run. */
  binary(scope: string, start: string, path: string): string {
    const name = readdirSync(this.path(scope)).find((name) => name.startsWith(start));
    return this.path(`${scope}/${name}/${path}`);
  }

  /** The packages that package.json names, but not those of types. */
  get names(): string[] {
    return this.#named.filter((name) => !name.startsWith('@types/'));
  }

  get types(): string[] {
    return this.#named.filter((name) => name.startsWith('@types/'));
  }

  get #named(): string[] {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(this.#folder, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;
    return Object.entries({ ...dependencies, ...devDependencies }).filter(([, version]) => version !== 'workspace:*').map(([name]) => name);
  }

  version(name: string): string {
    return (JSON.parse(readFileSync(this.path(`${name}/package.json`), 'utf8')) as { version: string }).version;
  }
}
