import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { run } from '../support/process.ts';

const FAKES = [
  'nothing', 'node:test, all', 'node:test, Date alone', 'by hand, clocks that stand', 'by hand, clocks that jump ahead', 'by hand, clocks that go back', 'Date.now alone',
];

const WHAT: Record<string, { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: RegExp }> = {
  'opens, is interrupted and closes': { code: 0, signal: null, stdout: 'checkpoint: SIGTERM\nclosed\n', stderr: /^$/ },
  'fakes between request and closing': { code: 0, signal: null, stdout: 'drained\nclosed\n', stderr: /^$/ },
  'ends its window': { code: null, signal: 'SIGINT', stdout: 'a repeat\n', stderr: /^$/ },
  'runs out of grace': { code: null, signal: 'SIGTERM', stdout: '', stderr: /^capture-signals: still open 200 ms after SIGTERM[^\n]*\n$/ },
  'fails, and is never closed': { code: 1, signal: null, stdout: '', stderr: /a failure\n[^]* at / },
  'runs out of grace, blocked': { code: null, signal: 'SIGKILL', stdout: '', stderr: /^$/ },
};

describe('Timers and clocks that a test has faked', () => {
  for (const how of FAKES) {
    it(`change nothing of a scope: ${how}`, async () => {
      const execArgv = how.startsWith('node:test') ? ['--disable-warning=ExperimentalWarning'] : [];
      await Promise.all(Object.entries(WHAT).map(async ([what, { stderr, ...wanted }]) => {
        const { stderr: printed, ...ended } = await run('scope/fakes-time', { args: [how, what], execArgv });
        expect(ended, what).to.deep.equal(wanted);
        expect(printed, what).to.match(stderr);
      }));
    });
  }

  it('are not looked up late: all that the package schedules with was taken when it was loaded', () => {
    const root = fileURLToPath(new URL('../../src', import.meta.url));
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && file !== join('platform', 'builtins.ts'));
    expect(files.flatMap((file) => takenLate(readFileSync(join(root, file), 'utf8')).map((name) => `${file}: ${name}`))).to.deep.equal([]);
  });

  it('are seen by that check', () => {
    expect(takenLate("import { setTimeout } from './builtins.ts';\nsetTimeout(f); timers(mock).setTimeout(f); // queueMicrotask(f)\n/** setImmediate() */")).to.deep.equal([]);
    expect(takenLate('// a comment\nqueueMicrotask(f); process.nextTick(f); globalThis.setTimeout(f); const { setImmediate } = process;'))
      .to.deep.equal(['queueMicrotask', 'process.nextTick', 'globalThis.setTimeout', 'setImmediate']);
  });
});

const SCHEDULING = /(?<!typeof |['\w$.])(?:(?:process|globalThis)\s*\.\s*)?(?:queueMicrotask|nextTick|(?:set|clear)(?:Timeout|Interval|Immediate))\b/g;

/** The globals by which a source schedules something, other than those that `platform/builtins.ts` has taken. */
function takenLate(source: string): string[] {
  const [imported = '', names = ''] = /^import \{(.*)\} from '[./\w]*\/builtins\.ts';$/m.exec(source) ?? [];
  const code = source.replace(imported, '').replace(/\/\*[^]*?\*\/|\/\/.*/g, '');
  const taken = new Set(names.split(',').map((name) => name.trim()));
  return [...code.matchAll(SCHEDULING)].map(([name]) => name).filter((name) => !taken.has(name));
}
