const { subscribe, unsubscribe } = process.getBuiltinModule('node:diagnostics_channel');

/** Calls `listener` with what is published on a diagnostics channel, until disposed. */
export function heed<Message>(channel: string, listener: (message: Message) => void): Disposable {
  const listen = (message: unknown): void => listener(message as Message);
  subscribe(channel, listen);
  return { [Symbol.dispose]: () => void unsubscribe(channel, listen) };
}
