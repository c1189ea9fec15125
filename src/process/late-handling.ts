import { branded, isHeardByOthers } from './neighbours.ts';
import { process } from '../platform/builtins.ts';
import { interruptBehind } from '../interrupts/words.ts';

let isHushing = false;
const aside = new WeakSet<object>();

/**
 * A rejection that was put aside may be handled later, of which Node would warn. A listener keeps it from warning; for other rejections,
 * unless somebody else listens too, the warning is given as Node gives it.
 */
export function hushLateHandling(reason: unknown): void {
  if (typeof reason === 'object' && reason !== null) aside.add(reason);
  if (isHushing) return;
  isHushing = true;
  process.on('rejectionHandled', branded('uncaught', (promise: Promise<unknown>) => {
    if (isHeardByOthers('rejectionHandled')) return;
    promise.catch((late: unknown) => {
      if (aside.has(late as object) || interruptBehind(late, true)) return;
      process.emitWarning('Promise rejection was handled asynchronously', 'PromiseRejectionHandledWarning');
    });
  }));
}
