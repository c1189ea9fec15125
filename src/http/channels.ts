const { subscribe, unsubscribe } = process.getBuiltinModule('node:diagnostics_channel');

/** Calls `listener` with everything published on a diagnostics channel, until disposed. */
export function heed<Message>(channel: string, listener: (message: Message) => unknown): Disposable {
  const heard = listener as (message: unknown) => void;
  subscribe(channel, heard);
  return { [Symbol.dispose]: () => void unsubscribe(channel, heard) };
}
