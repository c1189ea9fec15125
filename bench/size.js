// Bytes of the bundle, exact: also for specs and CI. `node size.js` prints them.
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const LIBRARY = '../dist/index.js';

const here = fileURLToPath(new URL('.', import.meta.url));

export async function sizeOf(contents, resolveDir = here) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    legalComments: 'none',
    logLevel: 'silent',
  });
  const bytes = outputFiles[0].contents;
  return { minified: bytes.length, gzipped: gzipSync(bytes, { level: 9 }).length };
}

export async function sizesOfLibrary() {
  return {
    all: await sizeOf(`export * from '${LIBRARY}'`),
    captureSignals: await sizeOf(`export { captureSignals } from '${LIBRARY}'`),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await sizesOfLibrary());
