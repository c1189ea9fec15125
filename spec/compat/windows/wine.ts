import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installFromDebian } from '../../support/debian.ts';
import { Terminal } from '../../support/terminal.ts';
import { type Console, installed, type Windows } from './console.ts';

const execute = promisify(execFile);

/** Where Debian puts the 64 bit Wine, which has no command of its own, and what others call it. */
const LOADERS = ['/usr/lib/wine/wine64', 'wine64', 'wine'];
const SERVERS = ['/usr/lib/wine/wineserver64', '/usr/lib/wine/wineserver', 'wineserver'];

async function firstThatWorks(commands: readonly string[]): Promise<string | undefined> {
  for (const command of commands) {
    const works = await execute(command, ['--version']).then(() => true, () => false);
    if (works) return command;
  }
  return undefined;
}

/** Installs Wine where it is missing, if it may. Gives the reason where there is none to be had. */
export async function whyNoWine(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return `Wine runs Node's Windows builds on Linux x64, and this is ${process.platform} ${process.arch}`;
  if (await firstThatWorks(LOADERS) !== undefined) return undefined;
  const reason = installFromDebian('wine64');
  if (reason !== undefined) return `Wine is not installed, and ${reason}`;
  return await firstThatWorks(LOADERS) === undefined ? 'Wine was installed, and is not where it is looked for' : undefined;
}

/**
 * A Windows of its own in a folder. One server, started here and ended here, keeps its state from one program to the next.
 */
export class Wine implements Windows {
  readonly folder: string;
  readonly version: string;
  readonly #env: Record<string, string | undefined>;
  readonly #loader: string;
  readonly #server: string;

  private constructor(folder: string, version: string, loader: string, server: string) {
    this.folder = folder;
    this.version = version;
    this.#loader = loader;
    this.#server = server;
    this.#env = {
      WINEPREFIX: join(folder, 'windows'),
      WINEDEBUG: '-all',
      WINEDLLOVERRIDES: 'mscoree,mshtml,winemenubuilder.exe,winedbg.exe=', // nothing that asks to be installed, or starts by itself
      DISPLAY: undefined,
      WAYLAND_DISPLAY: undefined,
    };
  }

  static async create(folder: string): Promise<Wine> {
    const [loader, server] = [await firstThatWorks(LOADERS), await firstThatWorks(SERVERS)];
    if (loader === undefined || server === undefined) throw new Error('Wine is not installed');
    const { stdout } = await execute(loader, ['--version']);
    const wine = new Wine(folder, stdout.trim(), loader, server);
    try {
      await wine.#begin();
    } catch (error) {
      await wine[Symbol.asyncDispose]();
      throw error;
    }
    return wine;
  }

  open(command: readonly string[], cwd: string): Console {
    return new Terminal([this.#loader, ...command], { cwd, env: this.#env });
  }

  /**
   * A Node that starts here. V8 of Node 24 reserves memory by a function of Windows 10, and when there is none in another way. Debian 12's
   * Wine 8 has that function, but not for this purpose: there a copy is made in which its name is spelt wrong.
   */
  async node(major: number): Promise<string> {
    const program = installed.path(`node${major}/bin/node.exe`);
    if (await this.#starts(program)) return program;
    const copy = join(this.folder, `node${major}.exe`);
    await writeFile(copy, Buffer.from((await readFile(program)).toString('latin1').replaceAll('VirtualAlloc2\0', 'VirtualAlloc?\0'), 'latin1'));
    if (!(await this.#starts(copy))) throw new Error(`Node ${major} does not start under ${this.version}`);
    return copy;
  }

  /** By way of a file: what is a pipe to Node is a socket to Wine, and no stdout to a Node of its Windows. */
  async #starts(program: string): Promise<boolean> {
    const file = join(this.folder, 'started');
    await rm(file, { force: true });
    await this.#tell(this.#loader, program, '-e', "fs.writeFileSync('started', '')").catch(() => {});
    return await access(file).then(() => true, () => false);
  }

  get #environment(): NodeJS.ProcessEnv {
    return { ...process.env, ...this.#env } as NodeJS.ProcessEnv;
  }

  /** Runs what starts others that go on in the background: they would hold a pipe open. */
  async #tell(command: string, ...args: readonly string[]): Promise<void> {
    const [code] = await once(spawn(command, args, { cwd: this.folder, env: this.#environment, stdio: 'ignore' }), 'exit');
    if (code !== 0) throw new Error(`${command} ${args.join(' ')} exits with ${code}`);
  }

  async #begin(): Promise<void> {
    process.on('exit', this.#end);
    await mkdir(join(this.folder, 'windows'));
    await this.#tell(this.#server, '--persistent');
    await this.#tell(this.#loader, 'wineboot', '--init');
    await this.#tell(this.#loader, 'reg', 'add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f'); // which Node insists on
  }

  /** Kills every process of this Windows, and waits until the server has ended, too. */
  readonly #end = (): void => {
    for (const flag of ['--kill', '--wait']) spawnSync(this.#server, [flag], { env: this.#environment, stdio: 'ignore' });
  };

  async [Symbol.asyncDispose](): Promise<void> {
    process.off('exit', this.#end);
    if (await access(this.#env['WINEPREFIX']!).then(() => true, () => false)) this.#end();
  }
}
