/**
 * Checks the type declarations with every compiler from TypeScript 5.2 to today, in every environment. Slow, so not a spec:
 * `npm run test:types`; `-- --quick` takes the oldest, the last that is written in TypeScript, and the newest. An old compiler is given `@types/node` of its own time.
 */
import { fileURLToPath } from 'node:url';
import { ConsumerProject, type Diagnostic, environments, installed, mistakes } from './project.ts';

const NODE_TYPES_FOR_OLD = '5.5'; // today's `@types/node` supports compilers of the last two years
const versions = process.argv.includes('--quick') ? ['5.2', '5.9'] : ['5.2', '5.3', '5.4', '5.5', '5.6', '5.7', '5.8', '5.9', '6.0'];
const modules = (name: string) => fileURLToPath(new URL(`node_modules/${name}`, import.meta.url));

const report = (title: string, problems: string[]): void => {
  console.log(`${problems.length === 0 ? 'ok    ' : 'failed'} ${title}`);
  for (const problem of problems) console.log(`         ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
};
const show = ({ file, line, code, message }: Diagnostic): string => `${file}(${line}): ${code} ${message}`;

for (const version of [...versions, 'installed']) {
  const typescript = version === 'installed' ? installed : modules(`typescript-${version}`);
  await using project = await ConsumerProject.create(version <= NODE_TYPES_FOR_OLD ? modules('node-types-20.10') : undefined);
  for (const { name, files, options } of environments) {
    report(`TypeScript ${version}, ${name}`, (await project.check(typescript, files, options)).map(show));
  }
  const { missed, unexpected } = await mistakes(project, typescript);
  report(`TypeScript ${version} turns down what would be refused`, [...missed.map((line) => `no error in ${line}`), ...unexpected]);
}
