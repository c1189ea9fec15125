import { setTimeout } from 'node:timers';
import { letSignalsIn } from './event-loop.ts';

interface Window {
  readonly endsAt: number;
  readonly onOver: Array<() => void>;
}

const open = new Map<number, Window>();

/**
 * Calls back when `ms` have passed and the signals that arrived within them have been dispatched. Keeps nothing alive. Windows
 * of one length that open in the same turn share a timer. Returns the time (of `performance.now()`) at which the window ends.
 */
export function openWindow(ms: number, onOver: () => void): number {
  const shared = open.get(ms);
  if (shared) {
    shared.onOver.push(onOver);
    return shared.endsAt;
  }
  const window: Window = { endsAt: performance.now() + ms, onOver: [onOver] };
  open.set(ms, window);
  queueMicrotask(() => open.delete(ms));
  setTimeout(() => letSignalsIn(() => window.onOver.forEach((over) => over())), ms).unref();
  return window.endsAt;
}
