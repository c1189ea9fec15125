import { readFileSync } from 'node:fs';
import { expect } from 'chai';

/** The number in the first group of `pattern`, in milliseconds. */
function read(file: string, pattern: RegExp, unitMs = 1): number {
  const text = readFileSync(new URL(`../../../examples/services/${file}`, import.meta.url), 'utf8');
  const [, number] = pattern.exec(text) ?? expect.fail(`${file} has no ${pattern}`);
  return Number(number!.replaceAll('_', '')) * unitMs;
}

const delayMs = read('server.ts', /DELAY_MS = '(\d+)'/);
const timeoutMs = read('server.ts', /TIMEOUT_MS = '(\d+)'/);
const graceMs = read('server.ts', /GRACE_MS = '(\d+)'/);

describe('The numbers of examples/services', () => {
  it('leave time for the database within graceMs', () => {
    expect(delayMs + timeoutMs).to.be.below(graceMs);
  });

  for (const [limit, file, pattern, unitMs] of [
    ['terminationGracePeriodSeconds', 'deploy/kubernetes.yaml', /^ +terminationGracePeriodSeconds: (\d+)$/m, 1000],
    ['TimeoutStopSec', 'deploy/app.service', /^TimeoutStopSec=(\d+)$/m, 1000],
    ['stop_grace_period', 'deploy/compose.yaml', /^ +stop_grace_period: (\d+)s$/m, 1000],
    ['kill_timeout', 'deploy/ecosystem.config.cjs', /^ +kill_timeout: ([\d_]+),/m, 1],
  ] as const) {
    it(`let graceMs speak before ${limit} kills`, () => {
      expect(graceMs).to.be.below(read(file, pattern, unitMs));
    });
  }

  it('let a balancer that looks for itself notice within delayMs', () => {
    const [periodMs, failures] = [read('deploy/kubernetes.yaml', /periodSeconds: (\d+)/, 1000), read('deploy/kubernetes.yaml', /failureThreshold: (\d+)/)];
    expect(periodMs * failures).to.be.below(delayMs);
  });

  for (const file of ['kubernetes.yaml', 'app.service', 'compose.yaml', 'ecosystem.config.cjs']) {
    it(`are those that ${file} names at its head`, () => {
      expect(read(`deploy/${file}`, /delayMs (\d+)/)).to.equal(delayMs);
      expect(read(`deploy/${file}`, /timeoutMs (\d+)/)).to.equal(timeoutMs);
      expect(read(`deploy/${file}`, /graceMs (\d+)/)).to.equal(graceMs);
    });
  }

  for (const file of ['events.ts', 'gateway.ts', 'logging.ts', 'sqlite.mjs']) {
    it(`stand in ${file}, too`, () => {
      expect(read(file, /(?:graceMs: |GRACE_MS = ')([\d_]+)/)).to.equal(graceMs);
      expect(read(file, /(?:timeoutMs: |TIMEOUT_MS = ')([\d_]+)/)).to.equal(timeoutMs);
    });
  }

  it('give a primary more time than its workers', () => {
    const worker = read('cluster.ts', /function serve[^]*?graceMs: ([\d_]+)/);
    expect(read('cluster.ts', /timeoutMs: ([\d_]+)/)).to.equal(timeoutMs).and.to.be.below(worker);
    expect(read('cluster.ts', /function lead[^]*?graceMs: ([\d_]+)/)).to.equal(graceMs).and.to.be.above(worker);
  });
});
