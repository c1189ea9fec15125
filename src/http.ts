export { drainServer } from './http/drain.ts';
export type { DrainableServer, DrainOptions } from './http/drain.ts';
