/**
 * Runs the code blocks of the README, and those of doc comments.
 *
 * A block of the README that starts with ```ts or ```js is a program. The last line of text before it ends with the name of its file, for the reader to see. A comment
 * right before it tells what becomes of it, in clauses divided by `;`:
 *
 *     `name.mts`, what it shows:
 *
 *     <!-- run: SIGHUP; SIGTERM; dies by SIGTERM; prints "one" "two"; complains "still open" -->
 *
 * - `SIGTERM` is sent when the program has listened to it for three ticks of a clock. The next one is sent when the time in
 *   which it would be a repeat is over.
 * - `SIGINT until it ends` is for a program whose clock does not tick: sent when it has printed something, and again and again.
 * - `dies by SIGTERM` or `exits 3`; `exits 0` when it says neither.
 * - `prints "…" "…"`: the whole of stdout, line by line. Not looked at when it does not say so.
 * - `complains "…"`: stderr has this in it. It is empty when it does not say so.
 *
 * A block of the README stands alone, as it is copied. One of a doc comment leaves out what readers have: what it uses and does not declare comes from
 * `doc-preamble.ts`, and what it uses of the package is imported; where it uses `shutdown` and does not open it, it begins with
 * `await using shutdown = captureSignals();`.
 */
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as library from 'capture-signals';
import { bundle, compiledFolder } from './compiled.ts';
import { Child, type Ended } from './process.ts';
import * as preamble from './doc-preamble.ts';
import { plainCommand, sourceCommand } from './runtime.ts';
import { startInTerminal } from './terminal.ts';

export const repository = fileURLToPath(new URL('../..', import.meta.url));
const NEXT = 'block: next signal';
/** A block that has not ended by then is killed: the rest can still be told. */
const LIMIT_MS = 40_000;

/** What becomes of a block. */
export interface Told {
  readonly signals: readonly NodeJS.Signals[];
  readonly untilItEnds: NodeJS.Signals | undefined;
  readonly end: Pick<Ended, 'code' | 'signal'>;
  readonly prints: readonly string[] | undefined;
  readonly complains: string | undefined;
}

export interface Block extends Told {
  /** Where it stands, for the title of a test. */
  readonly line: number;
  /** What it is saved as. */
  readonly file: string;
  readonly code: string;
}

export function findBlocks(markdown: string): Block[] {
  const fences = /(?:<!-- run: (?<how>[^\n]*) -->\n)?^```[tj]s\n(?<code>.*?)^```$/gms;
  return [...markdown.matchAll(fences)].map(({ index, groups }) => {
    const before = markdown.slice(0, index) + (groups!['how'] === undefined ? '' : '\n');
    const line = before.split('\n').length;
    const file = nameAbove(markdown.slice(0, index)) ?? `line-${line}.mts`;
    return { line, file, code: groups!['code']!, ...parse(groups!['how'] ?? '') };
  });
}

const nameAbove = (text: string): string | undefined => /`([\w.-]+\.m[jt]s)`[^`\n]*:$/.exec(text.trimEnd())?.[1];

/** Reads the clauses that tell what becomes of a block. */
export function parse(how: string): Told {
  const signals: NodeJS.Signals[] = [];
  let untilItEnds: NodeJS.Signals | undefined;
  let end: Told['end'] = { code: 0, signal: null };
  let prints: string[] | undefined;
  let complains: string | undefined;
  for (const clause of (how.match(/(?:"[^"]*"|[^;])+/g) ?? []).map((clause) => clause.trim()).filter(Boolean)) {
    const [first, ...rest] = clause.split(' ');
    const quoted = [...clause.matchAll(/"([^"]*)"/g)].map((match) => match[1]!);
    if (/^SIG[A-Z0-9]+$/.test(clause)) signals.push(clause as NodeJS.Signals);
    else if (/^SIG[A-Z0-9]+ until it ends$/.test(clause)) untilItEnds = first as NodeJS.Signals;
    else if (first === 'dies') end = { code: null, signal: rest[1] as NodeJS.Signals };
    else if (first === 'exits') end = { code: Number(rest[0]), signal: null };
    else if (first === 'prints') prints = quoted;
    else if (first === 'complains') complains = quoted[0];
    else throw new Error(`A block is to be run as ${JSON.stringify(clause)}, which means nothing`);
  }
  return { signals, untilItEnds, end, prints, complains };
}

/** The block as a program: with the imports that it leaves out. */
export function toProgram({ code }: Block): string {
  const imported = [...code.matchAll(/^import (?:type )?\{([^}]*)\}/gm)].flatMap((match) => match[1]!.split(',').map((name) => name.trim().split(' ').at(-1)));
  const isDeclared = (name: string) => imported.includes(name) || new RegExp(`\\b(const|let|using|function|class) ${name}\\b|\\(${name}\\) =>`).test(code);
  const isLeftOut = (name: string) => new RegExp(`(?<![.\\w'])${name}\\b`).test(code) && !isDeclared(name);
  const opens = isLeftOut('shutdown');
  const fromLibrary = Object.keys(library).filter((name) => isLeftOut(name) || (opens && name === 'captureSignals' && !isDeclared(name)));
  const fromPreamble = Object.keys(preamble).filter(isLeftOut);
  return [
    `import { ${fromLibrary.join(', ')} } from 'capture-signals';`,
    `import { ${fromPreamble.join(', ')} } from './preamble.ts';`,
    opens ? 'await using shutdown = captureSignals();' : '',
    code,
  ].join('\n');
}

/** Says on stdout, from within the program, that the next signal may come. */
function probe(signals: readonly string[]): string {
  return `
    import { writeSync } from 'node:fs';
    const signals = ${JSON.stringify(signals)};
    let ticks = 0;
    setInterval(() => {
      if (signals.length === 0 || process.listenerCount(signals[0]) === 0) return;
      if (++ticks < 3) return;
      ticks = -20;
      signals.shift();
      writeSync(1, '${NEXT}\\n');
    }, 30).unref();
  `;
}

/** A directory with all blocks as programs in it. */
export class Programs implements AsyncDisposable {
  readonly #directory: string;
  readonly #isCompiled: boolean;

  private constructor(directory: string, isCompiled: boolean) {
    this.#directory = directory;
    this.#isCompiled = isCompiled;
  }

  /**
   * Programs that stand alone, and are read as they start. With `{ ofDocComments: true }` what they leave out is added; as there are many, they are
   * compiled all at once, against the compiled package.
   */
  static async write(blocks: readonly Block[], { ofDocComments = false } = {}): Promise<Programs> {
    const directory = await mkdtemp(join(tmpdir(), 'capture-signals-blocks-'));
    const library = ofDocComments ? join(compiledFolder()!, 'node_modules/capture-signals') : repository;
    await mkdir(join(directory, 'node_modules'));
    await symlink(library, join(directory, 'node_modules/capture-signals'));
    await writeFile(join(directory, 'package.json'), JSON.stringify({ type: 'module' }));
    await writeFile(join(directory, 'preamble.ts'), await readFile(new URL('doc-preamble.ts', import.meta.url), 'utf8'));
    const spec = join(repository, 'spec');
    const config = {
      extends: join(spec, 'tsconfig.json'),
      compilerOptions: { rootDir: '/', noUnusedLocals: !ofDocComments, typeRoots: [join(repository, 'node_modules/@types')] },
      include: ['*.ts', '*.mts'],
    };
    await writeFile(join(directory, 'tsconfig.json'), JSON.stringify(config));
    const programs = new Programs(directory, ofDocComments);
    for (const block of blocks) {
      await writeFile(programs.#path(block.file), ofDocComments ? toProgram(block) : block.code);
      await writeFile(programs.#path(`probe-${block.file}.mjs`), probe(block.signals));
    }
    const sources = blocks.map(({ file }) => programs.#path(file));
    if (ofDocComments) bundle(sources, directory, '--packages=external', '--tsconfig-raw={}');
    return programs;
  }

  #path(file: string): string {
    return join(this.#directory, file);
  }

  /** What the compiler has to say of them: nothing, when all is well. */
  async check(): Promise<string> {
    const compiler = join(repository, 'node_modules/typescript/bin/tsc');
    const child = new Child([process.execPath, compiler, '-p', this.#directory], {});
    return (await child.ended).stdout;
  }

  /** Runs a block to its end, sending what it is to be sent. */
  async run(block: Block): Promise<Ended> {
    await using child = new Child(this.#command(block, '--import', this.#path(`probe-${block.file}.mjs`)), { cwd: this.#directory, env: { PORT: '0' } });
    const limit = setTimeout(() => child.kill(), LIMIT_MS);
    return await this.#drive(child, block).finally(() => clearTimeout(limit));
  }

  /** Runs a block in a terminal, presses Ctrl-C when it has shown a line, and gives all that the terminal has shown. */
  async interrupt(block: Block, line: string): Promise<string> {
    await using terminal = await startInTerminal(this.#command(block), { cwd: this.#directory, ready: line });
    terminal.press('\x03');
    return (await terminal.ended).output;
  }

  #command({ file }: Block, ...flags: string[]): string[] {
    const [runtime, program] = this.#isCompiled ? [plainCommand, file.replace(/ts$/, 'js')] : [sourceCommand, file];
    return [...runtime, ...flags, this.#path(program)];
  }

  async #drive(child: Child, block: Block): Promise<Ended> {
    for (const signal of block.signals) {
      await child.line(NEXT);
      child.send(signal);
    }
    if (block.untilItEnds) await child.line(/./);
    const again = setInterval(() => block.untilItEnds && child.send(block.untilItEnds), 300);
    const ended = await child.ended.finally(() => clearInterval(again));
    return { ...ended, stdout: ended.stdout.replaceAll(`${NEXT}\n`, '') };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#directory, { recursive: true });
  }
}
