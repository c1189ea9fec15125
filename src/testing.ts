export { mockSignals } from './testing/mock-signals.ts';
export type { MockSignals } from './testing/mock-signals.ts';
