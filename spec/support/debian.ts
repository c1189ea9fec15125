import { execFileSync } from 'node:child_process';

const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };

/** Whether a command runs, and says that all is well. */
export function works(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore', env });
    return true;
  } catch {
    return false;
  }
}

/** Installs packages of Debian. Gives the reason where it cannot. */
export function installFromDebian(...packages: string[]): string | undefined {
  const names = packages.join(' ');
  if (packages.length === 0) return undefined;
  if (process.getuid?.() !== 0) return `only root could install ${names}: apt-get install ${names}`;
  works('apt-get', 'update'); // what it knows already may do
  return works('apt-get', 'install', '--yes', '--no-install-recommends', ...packages) ? undefined : `apt-get could not install ${names}`;
}

/** Installs what is missing of these commands, which are in these packages, if it may. Names the commands that cannot be run here. */
export function unavailableOf(tools: Readonly<Record<string, string>>): Set<string> {
  const missing = () => Object.keys(tools).filter((tool) => !works('which', tool));
  installFromDebian(...missing().map((tool) => tools[tool]!));
  const names = new Set(missing());
  if (!works('unshare', '--pid', '--fork', '--mount-proc', 'true')) names.add('unshare');
  return names;
}
