import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { startInTerminal } from '../support/terminal.ts';
import { until } from '../support/until.ts';
import { Clone } from './clone.ts';
import { filesIn, temporaryDirectory } from './directory.ts';
import { visible } from './visible.ts';

const folder = new URL('../../examples/', import.meta.url);
const page = readFileSync(new URL('README.md', folder), 'utf8');
/** The rows of all tables. A bar within a table is written `\|`. */
const rows = [...page.matchAll(/^\| \[.*?\]\((?<file>.*?)\) \| `(?<command>.*?)` \| (?<shows>.+) \|$/gm)].map(({ groups }) => ({
  file: groups!['file']!,
  command: groups!['command']!.replaceAll('\\|', '|'),
  since: /Node ([\d.]+) and later/.exec(groups!['shows']!)?.[1] ?? '20',
}));

const KEY = '\x03';

function isOlderThan(version: string): boolean {
  return process.versions.node.localeCompare(version, undefined, { numeric: true }) < 0;
}

interface Run {
  /** What the terminal shows when the program works. Then Ctrl-C is pressed. */
  shows: RegExp;
  /** Waits for the terminal to be raw, too. */
  raw?: true;
  /** Where nothing is pressed: the program ends by itself. */
  alone?: true;
  /** What the terminal shows from then on. */
  prints: RegExp;
  /** What is typed when it has printed that, because Ctrl-C does not end it. */
  leave?: string;
  ends: 'SIGINT' | 0;
}

const drains = (prints: RegExp): Run => ({ shows: /Listening on port \d+\n/, prints, ends: 0 });

/** What becomes of the command of a row. */
const runs: Record<string, Run | 'npm run compat -- packages'> = {
  'download.ts': { shows: /\[#*\.+\] [\d.]+ MB/, prints: /\nRemoved .*\.part\n$/, ends: 'SIGINT' },
  'tee.ts': { shows: /host 1 of 20\n/, prints: /^(Deploying.*\n)*(Waiting.*\n)?$/, ends: 'SIGINT' },
  'temporary-folder.ts': { shows: /Building in .*\n/, prints: /^$/, ends: 'SIGINT' },
  'stopping.ts': { shows: /Started proxy\n/, prints: /^Stopping… press Ctrl-C again to force\n(Stopped \w+\n){3}$/, ends: 'SIGINT' },
  'primes.ts': { shows: /Counting.*\n/, prints: /^\d+ primes, the last one is \d+\n$/, ends: 'SIGINT' },
  'fibonacci.ts': { shows: /Computing/, prints: /That was taking too long\n$/, ends: 'SIGINT' },
  'plain.mjs': { shows: /Page 1 of 30\n/, prints: /Removed \S+report-\S+\n$/, ends: 'SIGINT' },
  'commonjs.cjs': { shows: /Row 1\n/, prints: /^(Row \d+\n)*Released the lock\n$/, ends: 'SIGINT' },
  'repl.ts': { shows: /> /, raw: true, prints: /^\n?$/, ends: 'SIGINT' },
  'services/prompt.ts': { shows: /What is your name\? /, raw: true, prints: /^\n?$/, ends: 'SIGINT' },
  'inquirer.mjs': 'npm run compat -- packages', // installs what it asks for
  'git-hook.mjs': { shows: /plain\.mjs/, prints: /^$|\n$/, ends: 'SIGINT' },
  'interactive-child.ts': { shows: /> /, raw: true, prints: /To exit[^]*> /, leave: '.exit\r', ends: 0 },
  'services/child-process.ts': { shows: /Page 1 of 30\n/, prints: /Removed \S+report-\S+\n$/, ends: 'SIGINT' },
  'server.ts': drains(/SIGINT: answering 0 requests\n$/),
  'services/server.ts': drains(/SIGINT: 0 requests in flight\nPool closed\n$/),
  'services/sqlite.mjs': drains(/SIGINT: 0 requests in flight\n$/),
  'services/gateway.ts': drains(/SIGINT: 0 requests in flight\n$/),
  'services/events.ts': drains(/^$/),
  'services/event-streams.ts': drains(/SIGINT: 0 requests in flight\n$/),
  'services/three-servers.ts': drains(/SIGINT: 0 requests in flight\n$/),
  'services/reuse-port.ts': drains(/SIGINT: 0 requests in flight\n$/),
  'services/socket-activation.ts': drains(/SIGINT: 0 requests in flight\n$/),
  'services/cluster.ts': { shows: /pid \d+\n/, prints: /^$/, ends: 0 },
  'services/threads.ts': { shows: /Working\n/, prints: /The thread was interrupted by SIGINT\nThe thread has cleaned up\n$/, ends: 'SIGINT' },
  'queue-worker.ts': { shows: /Working\n/, prints: /^$/, ends: 'SIGINT' },
  'services/job-worker.ts': { shows: /Working at 1\n/, prints: /^Done 1\n$/, ends: 'SIGINT' },
  'services/stdio-server.ts': { shows: /Serving\n/, prints: /^SIGINT: 0 requests in flight\nClosed the index\n$/, ends: 0 },
  'reload.ts': { shows: /pid \d+\nHello\n/, prints: /^(Hello\n)*$/, ends: 'SIGINT' },
  'services/logging.ts': drains(/SIGINT: 0 requests in flight\ndone in \d+ ms\n$/),
  'services/leftover.ts': { shows: /Working\n/, prints: /SIGINT: closing\nEnded with something left over: .*Timeout.*\n$/, ends: 0 },
  'testing.ts': { shows: /SIGTERM ends it/, alone: true, prints: /pass 3\n[^]*fail 0\n/, ends: 0 },
  'traps/server.ts': drains(/^SIGINT: 0 in flight\nClosed\n$/),
  'traps/swallow.ts': { shows: /Page 1\n/, prints: /^$/, ends: 'SIGINT' },
  'traps/no-grace.ts': { shows: /Working\n/, prints: /^Closing the pool\n.*cleanups: pool; .*\n$/, ends: 'SIGINT' },
  'traps/const.ts': { shows: /Indexed; the lock is gone\n/, prints: /^$/, ends: 'SIGINT' },
  'traps/child-signal.ts': { shows: /The job works\n/, prints: /the lock is still there\n$/, ends: 'SIGINT' },
  'traps/failed-child.ts': { shows: /Building\n/, prints: /^Cleaned up\n$/, ends: 'SIGINT' },
  'traps/hidden-child.mjs': { shows: /Building\n/, prints: /^$/, ends: 'SIGINT' },
  'traps/promise-all.ts': { shows: /Copying film\n/, prints: /Removed film\.part\n$/, ends: 'SIGINT' },
  'traps/abort-listener.mjs': { shows: /Working\n/, prints: /^No goodbye: Not connected\nCleaned up\n$/, ends: 'SIGINT' },
  'traps/floating.mjs': { shows: /Working\n/, prints: /^Cleaned up\n$/, ends: 'SIGINT' },
  'traps/nodemon.mjs': { shows: /Working\n/, prints: /^$/, ends: 'SIGINT' },
  'traps/puppeteer.mjs': 'npm run compat -- packages',
  'traps/playwright.mjs': 'npm run compat -- packages',
  'tutorial/default-interrupt.ts': { shows: /Sending SIGINT\n/, alone: true, prints: /main\(\) cancelled\nwork\(\) cancelled\n$/, ends: 0 },
  'tutorial/custom-handler.ts': { shows: /Sending SIGINT\n/, alone: true, prints: /Main is done\nwork\(\) cancelled\n$/, ends: 0 },
  'tutorial/busy-main.ts': { shows: /Sending SIGINT\n/, alone: true, prints: /Main is done\nwork\(\) cancelled\n$/, ends: 'SIGINT' },
  'tutorial/aioshutdown.ts': { shows: /Task 3 is starting/, prints: /(Task \d was stopped by SIGINT\n){3}$/, ends: 'SIGINT' },
};

describe('examples/README.md', () => {
  it('has every example, once', () => {
    const names = ['', 'services/', 'traps/', 'tutorial/'].flatMap((part) => {
      const files = readdirSync(new URL(part, folder), { withFileTypes: true }).filter((entry) => entry.isFile() && entry.name !== 'README.md');
      return files.map(({ name }) => part + name);
    });
    expect(names).to.have.length.above(25);
    expect(rows.map(({ file }) => file)).to.have.members(names);
    expect(Object.keys(runs)).to.have.members(names);
  });
});

describe('A command of examples/README.md', () => {
  let clone: Clone;
  before(async () => {
    clone = await Clone.build();
  });
  after(() => clone[Symbol.asyncDispose]());

  for (const { file, command, since } of rows) {
    const run = runs[file];
    if (run === undefined || typeof run === 'string') continue;
    const { shows, raw, alone, prints, leave, ends } = run;
    it(`${alone ? 'runs' : 'works until Ctrl-C'}: ${command}`, async function () {
      if (isOlderThan(since)) this.skip();
      await using temporary = await temporaryDirectory();
      const env = { ...clone.env, TMPDIR: temporary.path, PORT: '0' };
      await using terminal = await startInTerminal(['bash', '-c', command], { cwd: clone.path, env, ready: false });
      await until(`it shows ${shows}`, async () => shows.test(terminal.output) && (!raw || (await terminal.isRaw())), 100);
      const shown = alone ? 0 : visible(terminal.output).length;
      if (!alone) terminal.press(KEY);
      // One that comes just before `interruptible` is lost, as the documentation says; whoever sees nothing happen presses again.
      const again = setInterval(() => file === 'fibonacci.ts' && terminal.press(KEY), 300);
      if (leave !== undefined) {
        await until(`it shows ${prints}`, () => prints.test(visible(terminal.output).slice(shown)));
        terminal.press(leave);
      }
      const { output, ...end } = await terminal.ended.finally(() => clearInterval(again));
      expect(end, output).to.deep.equal(typeof ends === 'string' ? { code: null, signal: ends } : { code: ends, signal: null });
      expect(visible(output).slice(shown)).to.match(prints);
      await terminal.alone;
      expect(await filesIn(temporary.path)).to.deep.equal([]);
      if (raw) expect(await terminal.isRaw()).to.equal(false);
    });
  }
});
