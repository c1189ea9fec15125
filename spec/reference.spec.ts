import { expect } from 'chai';
import { type Block, parse, Programs } from './support/blocks.ts';
import { examplesOf, publicComments } from './support/doc-comments.ts';
import { SIGNAL_NAMES } from '../src/interrupts/names.ts';

/** What is shown by the example of what they belong to, or by those of their members. */
const SHOWN_ELSEWHERE = [
  'SignalEvent.signal', 'SignalEvent.count', 'SignalEvent.preventDefault', 'CaptureOptions', 'InterruptError.name', 'InterruptError.code',
  'InterruptError.signal', 'InterruptError.exitCode', 'InterruptError.constructor', 'WatchOptions', 'SignalWatch.[Symbol.asyncIterator]',
  'DrainOptions.signal', 'DrainOptions.delayMs', 'DrainOptions.lingerMs', 'DrainOptions.timeoutMs', 'ServerDrain', 'MockSignals',
  'MockSignals.[Symbol.dispose]',
];

const comments = publicComments();
const examples = comments.flatMap(examplesOf);
const blocks = examples.map(({ code }, index): Block => ({ line: 0, file: `example-${index}.ts`, code, ...parse('') }));

/** How each runs is told by `reference.processes.ts`. */
describe('The doc comments', () => {
  it('have an example for all that is public, or the symbol that they belong to has', () => {
    const shown = new Set(examples.map(({ symbol }) => symbol));
    const missing = new Set(comments.map(({ symbol }) => symbol).filter((symbol) => !shown.has(symbol)));
    expect([...missing].sort()).to.deep.equal([...SHOWN_ELSEWHERE].sort());
  });

  it('have examples that compile', async () => {
    await using programs = await Programs.write(blocks, { ofDocComments: true });
    expect(named(await programs.check())).to.equal('');
  });

  it('of SignalName name every signal', () => {
    const { text } = comments.find(({ symbol }) => symbol === 'SignalName')!;
    const [first] = text.split('\n\n');
    expect(first!.match(/SIG\w+/g)).to.deep.equal(SIGNAL_NAMES);
  });
});

/** With the names of the examples in place of those of their files. */
const named = (report: string): string => report.replace(/example-(\d+)\.ts/g, (_, index) => examples[Number(index)]!.name);
