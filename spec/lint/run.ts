/**
 * Looks at what readers copy, every block of the README and every example, as their tools do: the compiler with `noUnusedLocals`, typescript-eslint's
 * `recommended-type-checked`, and Biome's recommended rules. Then at `.github/workflows`, as `workflows.ts` does. Fails when one complains. What one of
 * them says of an example is mended, not silenced.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBlocks } from '../support/blocks.ts';
import { faultsOfWorkflows } from './workflows.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = fileURLToPath(new URL('node_modules', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'capture-signals-lint-'));

const compilerOptions = {
  target: 'es2022', lib: ['es2023', 'esnext.disposable'], module: 'nodenext', types: ['node'], strict: true, noUncheckedIndexedAccess: true,
  noUnusedLocals: true, noUnusedParameters: true, allowImportingTsExtensions: true, noEmit: true, skipLibCheck: true,
};

/** The package as it is built, the tools, and what is looked at. */
function fill(): void {
  const library = join(folder, 'node_modules/capture-signals');
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
  execFileSync(process.execPath, [join(root, '.build/build.js'), join(library, 'dist')]);
  cpSync(join(root, 'package.json'), join(library, 'package.json'));
  symlinkSync(join(root, 'node_modules/@types/node'), join(folder, 'node_modules/@types/node'));
  for (const name of ['typescript', 'typescript-eslint']) symlinkSync(join(modules, name), join(folder, 'node_modules', name));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['readme', 'examples'] }));
  writeFileSync(join(folder, 'biome.json'), JSON.stringify({ root: true, linter: { rules: { recommended: true } }, formatter: { enabled: false } }));
  cpSync(new URL('eslint.config.js', import.meta.url), join(folder, 'eslint.config.js'));
  cpSync(join(root, 'examples'), join(folder, 'examples'), { recursive: true });
  mkdirSync(join(folder, 'readme'));
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  for (const { file, code } of findBlocks(readme)) writeFileSync(join(folder, 'readme', file), code);
}

const tools: Record<string, string[]> = {
  'TypeScript, noUnusedLocals': [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder],
  'typescript-eslint, recommended-type-checked': [join(modules, 'eslint/bin/eslint.js'), '--max-warnings', '0', '.'],
  'Biome, recommended': [join(modules, '@biomejs/biome/bin/biome'), 'lint', '--error-on-warnings', '--max-diagnostics', 'none', 'readme', 'examples'],
};

try {
  fill();
  for (const [name, args] of Object.entries(tools)) {
    try {
      execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
      console.log(`✓ ${name}`);
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      console.log(`✗ ${name}\n${stdout}${stderr}`);
      process.exitCode = 1;
    }
  }
  const faults = await faultsOfWorkflows();
  console.log([`${faults.length === 0 ? '✓' : '✗'} actionlint, and the rules of this repository for workflows`, ...faults].join('\n'));
  if (faults.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
