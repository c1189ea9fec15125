import { process } from './builtins.ts';

export const { AsyncLocalStorage, AsyncResource } = process.getBuiltinModule('node:async_hooks');
