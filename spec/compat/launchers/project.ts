import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CaptureOptions } from 'capture-signals';
import { Installed } from '../installed.ts';
import { Log } from '../log.ts';
import type { Launcher } from './launchers.ts';

export const installed = new Installed(import.meta.url);

/** One user's project: package.json with scripts, the program, and the log that the program writes. With `hangs` its cleanup hangs, with these options for the capture. */
export class Project implements Disposable {
  readonly folder: string;
  readonly env: Record<string, string | undefined>;
  readonly log: Log;

  constructor(folder: string, launcher: Launcher, hangs: CaptureOptions | undefined) {
    this.folder = folder;
    this.env = { ...cleanEnvironment(join(folder, 'home')), ...launcher.env };
    for (const needed of ['home', 'node_modules/.bin']) mkdirSync(join(folder, needed), { recursive: true });
    copyFileSync(fileURLToPath(new URL('leaf.mjs', import.meta.url)), join(folder, 'leaf.mjs'));
    const manifest = { name: 'project', version: '1.0.0', private: true, scripts: { leaf: 'node leaf.mjs', ...launcher.scripts } };
    const files = { 'package.json': JSON.stringify({ ...manifest, ...launcher.manifest }), ...launcher.files };
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    writeFileSync(join(folder, 'node_modules/.bin/leaf'), '#!/bin/sh\nexec node leaf.mjs\n', { mode: 0o755 });
    if (hangs) writeFileSync(join(folder, 'hang'), JSON.stringify(hangs));
    this.log = new Log(join(folder, 'leaf.log'));
  }

  [Symbol.dispose](): void {
    this.log[Symbol.dispose]();
  }
}

/** What a fresh shell would have: nothing of the `npm run` that started this script, and nobody's configuration. */
function cleanEnvironment(home: string): Record<string, string | undefined> {
  const inherited = Object.keys(process.env).filter((name) => /^npm_|^NODE_|^INIT_CWD$|^CI$|^(NO|FORCE)_COLOR$/i.test(name));
  return {
    ...Object.fromEntries(inherited.map((name) => [name, undefined])),
    HOME: home,
    PM2_HOME: join(home, 'pm2'),
    PATH: [dirname(process.execPath), installed.path('.bin'), process.env['PATH']].join(delimiter),
    npm_config_update_notifier: 'false',
    NO_UPDATE_NOTIFIER: '1',
    DO_NOT_TRACK: '1',
    TURBO_TELEMETRY_DISABLED: '1',
  };
}
