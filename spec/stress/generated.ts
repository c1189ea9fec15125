import { expect } from 'chai';
import { generate } from '../generated/generator.ts';
import { tryAll } from '../generated/trial.ts';
import { commandFor, programPath } from '../support/runtime.ts';

const COUNT = Number(process.env['GENERATED'] ?? 300);

/** Each seed gives the same program for ever; `npm run test:generated` tries more, and other runtimes. */
describe('Programs that are generated', function () {
  this.timeout(3_600_000);

  it(`break no rule that holds for every program (${COUNT} seeds)`, async () => {
    const found: string[] = [];
    const seeds = Array.from({ length: COUNT }, (_, index) => index + 1);
    await tryAll(seeds.map((seed) => [seed, generate(seed)]), [...commandFor('generated'), programPath('generated')], (seed, broken) => {
      found.push([`npm run test:generated -- --seed=${seed}`, ...broken].join('\n  '));
    });
    console.log(`      ${COUNT} programs, ${found.length} broke a rule`);
    expect(found.join('\n')).to.equal('');
  });
});
