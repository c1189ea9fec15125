import { looksLikeAbort } from '../ending/same-interrupt.ts';
import { findBehind } from '../signals/behind.ts';
import { asInterrupt } from '../signals/interrupt-error.ts';

/** Whether cancelled work has rejected because it was cancelled: with the reason, with what wraps it, or as an abort does. */
export function isDueTo(reason: unknown, error: unknown): boolean {
  if (error === reason) return true;
  return findBehind(error, (one) => one === reason || asInterrupt(one) !== undefined || looksLikeAbort(one) || undefined) ?? false;
}
