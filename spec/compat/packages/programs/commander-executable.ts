// commander-executable: a subcommand that is a program of its own. Commander passes the signals on that the terminal sends to both.
import { Command } from 'commander';

await new Command('work').command('run', 'works', { executableFile: 'commander-executable-run.js' }).parseAsync([...process.argv, 'run']);
