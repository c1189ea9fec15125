export { drainServer } from './http/drain.ts';
export type { DrainableServer, DrainOptions, ServerDrain } from './http/server-drain.ts';
