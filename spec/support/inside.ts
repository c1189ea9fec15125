// Runs specs within the runtime itself: inside.ts <file for the report> <spec>... Other programs are told on the command line how mocha runs; here it is called.
// Not beside `spec/compat/runtimes`: Deno refuses the workspace there, whose folders do not all lie within it.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type MochaClass from 'mocha';
import './compile.ts';
import { mochaHooks } from './hooks.ts';

/** Where a runtime differs, many tests wait for what never comes; their own limits are longer. */
const LIMIT_MS = process.argv.some((file) => file.endsWith('/load.spec.ts')) ? 20_000 : 4_000;

function limit(suite: MochaClass.Suite): void {
  for (const each of [suite, ...suite.tests]) each.timeout(Math.min(each.timeout(), LIMIT_MS));
  suite.suites.forEach(limit);
}

const loaded = createRequire(import.meta.url)('mocha') as typeof MochaClass & { default?: typeof MochaClass };
const Mocha = loaded.default ?? loaded; // Bun gives the module
const [output, ...files] = process.argv.slice(2) as [string, ...string[]];
const mocha = new Mocha({ timeout: LIMIT_MS, rootHooks: mochaHooks, reporter: 'json', reporterOptions: { output } });
for (const file of files) mocha.addFile(resolve(file));
await mocha.loadFilesAsync();
limit(mocha.suite);
mocha.run((failures) => process.exit(failures > 0 ? 1 : 0));
