import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { changeNothing } from './clocks/change-nothing.ts';

describe('Timers and clocks that a test has faked', () => {
  for (const how of ['node:test, all', 'by hand, clocks that jump ahead']) changeNothing(how);

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
