import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { run } from '../support/process.ts';
import { command, modules, pack, type Packed, root } from './support/packed.ts';

/** An old compiler is given `@types/node` of its own time. */
const compilers = {
  '5.2': { compiler: modules('typescript-5.2'), nodeTypes: modules('node-types-20.10') },
  '5.9': { compiler: modules('typescript-5.9'), nodeTypes: join(root, 'node_modules/@types/node') },
  'of today': { compiler: join(root, 'node_modules/typescript'), nodeTypes: join(root, 'node_modules/@types/node') },
};
type Version = keyof typeof compilers;

const environments = {
  '@types/node': { lib: ['es2022'], types: ['node'] },
  'the dom lib': { lib: ['es2022', 'dom'], types: [] },
};
type Environment = keyof typeof environments;

interface Kind {
  name: string;
  /** Of the package that the program is in. */
  type: 'module' | 'commonjs';
  /** Of its files. */
  extension: 'ts' | 'cts';
  options: object;
  versions: readonly Version[];
  environments: readonly Environment[];
}

const nodenext = { module: 'nodenext', moduleResolution: 'nodenext' };
const node10 = { module: 'commonjs', moduleResolution: 'node10' };
const bundler = { moduleResolution: 'bundler' };
const all = Object.keys(compilers) as Version[];
const both = Object.keys(environments) as Environment[];

const kinds: readonly Kind[] = [
  { name: 'a module', type: 'module', extension: 'ts', options: nodenext, versions: all, environments: both },
  { name: 'a module for a bundler', type: 'module', extension: 'ts', options: { module: 'esnext', ...bundler }, versions: all, environments: ['the dom lib'] },
  // TypeScript 7 has no node10 any more, and before 5.8 none knew that Node can `require` a module.
  { name: 'CommonJS, resolved as Node 10 did', type: 'commonjs', extension: 'ts', options: node10, versions: ['5.2', '5.9'], environments: both },
  { name: 'a .cts file, resolved as Node 10 did', type: 'module', extension: 'cts', options: node10, versions: ['5.2', '5.9'], environments: ['@types/node'] },
  { name: 'CommonJS', type: 'commonjs', extension: 'ts', options: nodenext, versions: ['5.9', 'of today'], environments: both },
  { name: 'a .cts file', type: 'module', extension: 'cts', options: nodenext, versions: ['5.9', 'of today'], environments: ['@types/node'] },
  { name: 'CommonJS, resolved as a bundler does', type: 'commonjs', extension: 'ts', options: { module: 'commonjs', ...bundler }, versions: ['of today'], environments: both },
];

describe('The packed package, in TypeScript', function () {
  this.timeout(300_000);
  let packed: Packed;

  before(async () => {
    packed = await pack();
  });

  /** A project of this kind, with what users write of `spec/types`, and a module that prints what each entry exports. */
  async function project(version: Version, { type, extension, options }: Pick<Kind, 'type' | 'extension' | 'options'>, environment: Environment): Promise<string> {
    const folder = await packed.project(`typescript-${projects++}`);
    await cp(new URL('consumer/main.ts', import.meta.url), join(folder, `main.${extension}`));
    await cp(join(root, 'spec/types/consumer/anywhere.ts'), join(folder, `anywhere.${extension}`));
    await writeFile(join(folder, `entries.${extension}`), entriesProgram([...packed.entries.keys()]));
    await mkdir(join(folder, 'types'));
    await symlink(compilers[version].nodeTypes, join(folder, 'types/node'));
    await writeFile(join(folder, 'package.json'), JSON.stringify({ type }));
    const compilerOptions = {
      target: 'es2022', strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, outDir: 'built', rootDir: '.', typeRoots: ['types'],
      ...environments[environment], ...options,
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*'] }));
    return folder;
  }
  let projects = 0;

  const compile = (version: Version, folder: string) =>
    command([process.execPath, join(compilers[version].compiler, 'bin/tsc'), '-p', '.', '--pretty', 'false'], folder);

  const trials = kinds.flatMap((kind) => kind.versions.flatMap((version) => kind.environments.map((environment) => ({ kind, version, environment }))));
  let compiled: Promise<string>[];

  // As many at a time as there are processors: each takes seconds, most of them for what comes with the compiler.
  before(() => {
    const lanes: Promise<unknown>[] = Array.from({ length: availableParallelism() }, () => Promise.resolve());
    compiled = trials.map(({ kind, version, environment }, i) => {
      const folder = lanes[i % lanes.length]!.then(async () => {
        const folder = await project(version, kind, environment);
        await compile(version, folder);
        return folder;
      });
      lanes[i % lanes.length] = folder.catch(() => {}); // it is told in its test
      return folder;
    });
  });

  for (const [i, { kind, version, environment }] of trials.entries()) {
    it(`compiles with TypeScript ${version}, as ${kind.name}, with ${environment}, and runs`, async () => {
      const folder = await compiled[i]!;
      const built = (name: string) => join(folder, 'built', `${name}.${kind.extension.replace('t', 'j')}`);
      const names = await run(built('entries'), { command: [process.execPath] });
      expect(names).to.include({ code: 0, stderr: '' });
      expect(JSON.parse(names.stdout)).to.deep.equal(await exported(packed));
      const ended = await run(built('main'), { command: [process.execPath] });
      expect(ended).to.deep.equal({ code: null, signal: 'SIGTERM', stdout: 'function\ncleaned up\n', stderr: '' });
    });
  }

  it('is turned down by TypeScript 5.2 where a .cts file is resolved as Node does: it does not know that Node can `require` a module', async () => {
    const folder = await project('5.2', { type: 'module', extension: 'cts', options: nodenext }, '@types/node');
    const error = await compile('5.2', folder).then(() => expect.fail('It compiles'), ({ message }: Error) => message);
    const codes = new Set([...error.matchAll(/error (TS\d+)/g)].map(([, code]) => code));
    expect([...codes]).to.deep.equal(['TS1479']);
  });
});

/** What each entry exports, as its source does. */
async function exported(packed: Packed): Promise<Record<string, string[]>> {
  const names: Record<string, string[]> = {};
  for (const [entry, { source }] of packed.entries) names[entry] = Object.keys(await import(join(root, source))).sort();
  return names;
}

function entriesProgram(entries: readonly string[]): string {
  const imports = entries.map((entry, i) => `import * as entry${i} from '${entry}';`);
  const names = entries.map((entry, i) => `'${entry}': Object.keys(entry${i}).filter((name) => name !== 'default').sort()`);
  return `${imports.join('\n')}\nconsole.log(JSON.stringify({ ${names} }));\n`;
}
