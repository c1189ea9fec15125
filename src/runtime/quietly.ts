import { process } from './builtins.ts';

/**
 * Adds a listener to the process without the warning that there are many: the others are the program's own, which has not added this one. The limit is
 * then as it was: one that is set, also to the same number, no longer follows `EventEmitter.defaultMaxListeners`. (Bun keeps it elsewhere, and never warns.)
 */
export function quietly<T>(add: () => T): T {
  const most = process.getMaxListeners();
  const own = Object.getOwnPropertyDescriptor(process, '_maxListeners');
  process.setMaxListeners(0);
  try {
    return add();
  } finally {
    process.setMaxListeners(most);
    if (own) Object.defineProperty(process, '_maxListeners', own);
  }
}
