import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { fileURLToPath } from 'node:url';
import { bin } from './project.ts';
import { unavailableOf, works } from '../support/debian.ts';

/** System tools that the matrix needs, and the Debian package that has them. */
const tools = { tini: 'tini', 'dumb-init': 'dumb-init', make: 'make', unshare: 'util-linux', dash: 'dash', bash: 'bash' };

/** Names the commands that cannot be run here. */
export const unavailableTools = (): Set<string> => unavailableOf(tools);

/** Some tools are published as one package for each platform, or under another name than people know. */
const plainName = (name: string) => name.replace(/^@yarnpkg\/.*/, 'yarn').replace(/^@oven\/.*/, 'bun').replace(/^@(deno|pnpm|turbo)\/.*/, '$1');

/** Everything that took part, as one line. */
export function versions(unavailable: Set<string>): string {
  const manifest = JSON.parse(readFileSync(fileURLToPath(new URL('package.json', import.meta.url)), 'utf8'));
  const packages = Object.keys(manifest.dependencies).map((name) => {
    const { version } = JSON.parse(readFileSync(bin(`${name}/package.json`), 'utf8'));
    return name === 'node24' ? `node --run of Node ${version}` : `${plainName(name)} ${version}`;
  });
  const debian = ['tini', 'dumb-init', 'dash', 'bash', 'make'].filter((tool) => !unavailable.has(tool)).map((tool) => {
    if (!works('dpkg-query', '-W', tool)) return tool;
    return `${tool} ${execFileSync('dpkg-query', ['-W', '-f', '${Version}', tool])}`;
  });
  const npm = execFileSync('npm', ['--version']).toString().trim();
  return [`Linux ${release().replace(/-.*/, '')}`, `Node ${process.version}`, `npm ${npm}`, ...packages, ...debian].join(', ');
}
