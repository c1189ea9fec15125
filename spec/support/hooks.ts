import { appendFileSync } from 'node:fs';
import type { RootHookObject } from 'mocha';
import { endLeftovers } from './leftovers.ts';
import { runtimeUse } from './runtime.ts';

const watched = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGBREAK'] as const;
const warnings: string[] = [];
let before: string;

process.on('warning', (warning) => warnings.push(`${warning.name}: ${warning.message}`));

const signalListeners = () => watched.map((signal) => `${signal} ${process.listenerCount(signal)}`).join(', ');

function failOnWarnings(): void {
  const found = warnings.splice(0);
  if (found.length > 0) throw new Error(`The process warned:\n${found.join('\n')}`);
}

export const mochaHooks: RootHookObject = {
  beforeEach() {
    before = signalListeners();
    runtimeUse.seen = false;
  },

  /** A test that passes has ended what it started; after one that failed, or timed out, the rest is cleared away. */
  async afterEach(this: Mocha.Context) {
    const leftovers = await endLeftovers();
    const report = process.env['CAPTURE_SIGNALS_STARTED'];
    if (report !== undefined && runtimeUse.seen) appendFileSync(report, `${this.currentTest?.fullTitle()}\n`);
    if (this.currentTest?.state !== 'passed') return;
    if (leftovers.length > 0) throw new Error(`The test left running:\n${leftovers.join('\n')}`);
    const after = signalListeners();
    if (after !== before) throw new Error(`The test left signal listeners: ${before} became ${after}`);
    failOnWarnings();
  },

  afterAll() {
    failOnWarnings();
  },
};
