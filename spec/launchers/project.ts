import { execFileSync } from 'node:child_process';
import { copyFileSync, type FSWatcher, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CaptureOptions } from 'capture-signals';
import { Lines } from '../support/lines.ts';
import type { Launcher } from './launchers.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const bin = (path: string) => fileURLToPath(new URL(`node_modules/${path}`, import.meta.url));

/** A folder with the package, as it would be published, in `node_modules`, below which the projects of a user are made. */
export class Workspace implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'capture-signals-launchers-'));
  #count = 0;

  constructor() {
    const library = join(this.folder, 'node_modules/capture-signals');
    mkdirSync(library, { recursive: true });
    execFileSync('npm', ['pack', '--pack-destination', this.folder], { cwd: root, stdio: ['ignore', 'ignore', 'ignore'] });
    const packed = readdirSync(this.folder).find((name) => name.endsWith('.tgz'))!;
    execFileSync('tar', ['-xzf', join(this.folder, packed), '-C', library, '--strip-components=1']);
  }

  /** With `hangs` its cleanup hangs, with these options for the capture. */
  project(launcher: Launcher, hangs?: CaptureOptions): Project {
    return new Project(join(this.folder, `project-${++this.#count}`), launcher, hangs);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** One user's project: package.json with scripts, the program, and the log that the program writes. */
export class Project implements Disposable {
  readonly folder: string;
  readonly env: Record<string, string | undefined>;
  readonly #log: string;
  readonly #lines = new Lines();
  readonly #watcher: FSWatcher;
  #read = 0;

  constructor(folder: string, launcher: Launcher, hangs: CaptureOptions | undefined) {
    this.folder = folder;
    this.#log = join(folder, 'leaf.log');
    this.env = { ...cleanEnvironment(join(folder, 'home')), ...launcher.env };
    for (const needed of ['home', 'node_modules/.bin']) mkdirSync(join(folder, needed), { recursive: true });
    copyFileSync(fileURLToPath(new URL('leaf.mjs', import.meta.url)), join(folder, 'leaf.mjs'));
    const manifest = { name: 'project', version: '1.0.0', private: true, scripts: { leaf: 'node leaf.mjs', ...launcher.scripts } };
    const files = { 'package.json': JSON.stringify({ ...manifest, ...launcher.manifest }), 'leaf.log': '', ...launcher.files };
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    writeFileSync(join(folder, 'node_modules/.bin/leaf'), '#!/bin/sh\nexec node leaf.mjs\n', { mode: 0o755 });
    if (hangs) writeFileSync(join(folder, 'hang'), JSON.stringify(hangs));
    this.#watcher = watch(this.#log, () => this.#readOn());
  }

  get log(): string[] {
    return readFileSync(this.#log, 'utf8').split('\n').slice(0, -1);
  }

  /** The next line of the log that matches. */
  logged(wanted: string | RegExp): Promise<string> {
    return this.#lines.wait(wanted);
  }

  [Symbol.dispose](): void {
    this.#watcher.close();
  }

  #readOn(): void {
    const text = readFileSync(this.#log, 'utf8');
    this.#lines.push(text.slice(this.#read));
    this.#read = text.length;
  }
}

/** What a fresh shell would have: nothing of the `npm run` that started this script, and nobody's configuration. */
function cleanEnvironment(home: string): Record<string, string | undefined> {
  const inherited = Object.keys(process.env).filter((name) => /^npm_|^NODE_|^INIT_CWD$|^CI$|^(NO|FORCE)_COLOR$/i.test(name));
  return {
    ...Object.fromEntries(inherited.map((name) => [name, undefined])),
    HOME: home,
    PM2_HOME: join(home, 'pm2'),
    PATH: [dirname(process.execPath), bin('.bin'), process.env['PATH']].join(delimiter),
    npm_config_update_notifier: 'false',
    NO_UPDATE_NOTIFIER: '1',
    DO_NOT_TRACK: '1',
    TURBO_TELEMETRY_DISABLED: '1',
  };
}
