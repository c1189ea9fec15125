import { channel } from '../platform/builtins.ts';

/** Calls `listener` with everything published on a diagnostics channel, until disposed. */
export function heed<Message>(name: string, listener: (message: Message) => unknown): Disposable {
  const heeded = channel(name);
  const heard = listener as (message: unknown) => void;
  heeded.subscribe(heard);
  return { [Symbol.dispose]: () => void heeded.unsubscribe(heard) };
}
