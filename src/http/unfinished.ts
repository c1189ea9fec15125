/** What a drain still waits for, told to who ends the process before: the line of `graceMs` asks on this channel, so that the bundles stay apart. */
const { subscribe, unsubscribe } = process.getBuiltinModule('node:diagnostics_channel');
const CHANNEL = 'capture-signals:unfinished';

/** Until disposed, gives `names` to `add` of each message. */
export function tellUnfinished(names: () => string[]): Disposable {
  const onAsked = (message: unknown): void => names().forEach((name) => (message as { add(name: string): void }).add(name));
  subscribe(CHANNEL, onAsked);
  return { [Symbol.dispose]: () => void unsubscribe(CHANNEL, onAsked) };
}
