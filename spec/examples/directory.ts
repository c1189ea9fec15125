import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new directory that is gone again when disposed of. */
export async function temporaryDirectory(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'capture-signals-spec-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

/** Without the cache that tsx keeps in the same place. */
export const filesIn = async (directory: string): Promise<string[]> => (await readdir(directory)).filter((name) => !name.startsWith('tsx-'));
