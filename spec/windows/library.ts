import { execFile } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Puts the package as it is built, and the programs that use it, into a folder. */
export async function fill(folder: string): Promise<void> {
  const library = join(folder, 'node_modules/capture-signals');
  await mkdir(library, { recursive: true });
  await cp(join(root, 'package.json'), join(library, 'package.json'));
  await promisify(execFile)(process.execPath, [join(root, '.build/build.js'), join(library, 'dist')]);
  await cp(new URL('programs', import.meta.url), join(folder, 'programs'), { recursive: true });
}
