import { branded, isHeardByOthers } from './neighbours.ts';
import { process } from '../platform/builtins.ts';
import { findInterrupt } from '../interrupts/interrupt-error.ts';

let isHushing = false;
const hushed = new WeakSet<object>();

/**
 * A rejection that was held back may be handled later, and Node would warn about that. A listener prevents the warning. For other rejections it gives
 * the warning as Node does, unless somebody else listens, too. Deno passes the reason before the promise.
 */
export function hushLateHandling(reason: unknown): void {
  if (typeof reason === 'object' && reason !== null) hushed.add(reason);
  if (isHushing) return;
  isHushing = true;
  process.on('rejectionHandled', branded('uncaught', (...told: Array<Promise<unknown>>) => {
    if (isHeardByOthers('rejectionHandled')) return;
    told.at(-1)!.catch((late: unknown) => {
      if (typeof late !== 'object' || late === null || hushed.has(late) || findInterrupt(late)) return;
      process.emitWarning('Promise rejection was handled asynchronously', 'PromiseRejectionHandledWarning');
    });
  }));
}
