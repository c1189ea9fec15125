/**
 * Has a documentation generator make pages of the public doc comments: `npm run test:reference`. It fails on any warning: a symbol, member or
 * parameter without a comment, a link that leads nowhere, a `@param` of no parameter, a type that is not exported. `typedoc.json` names the few
 * exceptions. `spec/reference.spec.ts` runs the examples.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const pages = mkdtempSync(join(tmpdir(), 'capture-signals-reference-'));
try {
  const generator = join(folder, 'node_modules/typedoc/bin/typedoc');
  const { status } = spawnSync(process.execPath, [generator, '--options', join(folder, 'typedoc.json'), '--out', pages, '--logLevel', 'Warn'], { stdio: 'inherit' });
  if (status === 0) console.log(`ok     ${readdirSync(pages, { recursive: true }).filter((file) => String(file).endsWith('.html')).length} pages without a warning`);
  else process.exitCode = status ?? 1;
} finally {
  rmSync(pages, { recursive: true, force: true });
}
