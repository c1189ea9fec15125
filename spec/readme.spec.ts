import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { findBlocks, Programs, repository } from './support/blocks.ts';

const readme = readFileSync(join(repository, 'README.md'), 'utf8');
const blocks = findBlocks(readme);

describe('README', () => {
  let programs: Programs;
  before(async () => {
    programs = await Programs.write(blocks);
  });
  after(() => programs[Symbol.asyncDispose]());

  it('has a complete example by line 13, and is read in a few minutes', () => {
    const [first] = blocks;
    expect(first!.line + first!.code.trimEnd().split('\n').length).to.be.at.most(13);
    expect(first!.code).to.include(`from 'capture-signals'`);
    expect(readme.split('\n')).to.have.length.at.most(251);
    expect(Buffer.byteLength(readme)).to.be.at.most(14_000);
  });

  it('shows what a terminal shows of the first example', async () => {
    const [, shown] = /```console\n\$ node first\.mts\n([^]*?)```/.exec(readme)!;
    const [first] = shown!.split('\n');
    expect(await programs.interrupt(blocks.find(({ file }) => file === 'first.mts')!, first!)).to.equal(shown);
  });

  it('has blocks that compile', async () => {
    expect(await programs.check()).to.equal('');
  });

  for (const block of blocks) {
    const how = [...block.signals, ...(block.untilItEnds ? [block.untilItEnds] : []), block.end.signal ? `dies by ${block.end.signal}` : `exits ${block.end.code}`].join(', ');
    it(`line ${block.line}: ${how}`, async () => {
      const { stdout, stderr, ...end } = await programs.run(block);
      expect(end, stdout + stderr).to.deep.equal(block.end);
      if (block.prints) expect(stdout).to.equal(block.prints.map((line) => `${line}\n`).join(''));
      if (block.complains === undefined) expect(stderr).to.equal('');
      else expect(stderr).to.include(block.complains);
    });
  }
});
