import { branded, isHeardByOthers } from './neighbours.ts';
import { process } from '../platform/builtins.ts';
import { findInterrupt } from '../interrupts/interrupt-error.ts';

let isHushing = false;
const heldBack = new WeakSet<object>();

/**
 * A rejection that was held back may be handled later, of which Node would warn. A listener keeps it from warning; for other rejections,
 * unless somebody else listens too, the warning is given as Node gives it.
 */
export function hushLateHandling(reason: unknown): void {
  if (typeof reason === 'object' && reason !== null) heldBack.add(reason);
  if (isHushing) return;
  isHushing = true;
  process.on('rejectionHandled', branded('uncaught', (promise: Promise<unknown>) => {
    if (isHeardByOthers('rejectionHandled')) return;
    promise.catch((late: unknown) => {
      if (heldBack.has(late as object) || findInterrupt(late)) return;
      process.emitWarning('Promise rejection was handled asynchronously', 'PromiseRejectionHandledWarning');
    });
  }));
}
