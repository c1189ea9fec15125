/**
 * Puts a method in front of an object's own, or its class's. `front` is called with the object's arguments and decides whether the one behind is
 * called. Disposing takes it away; where somebody has put theirs in front since, it stays and does nothing.
 *
 * Rejected: listeners. Who listens for `'upgrade'` or `'checkContinue'` changes what a server does, and a library that replaces all listeners
 * of an event (socket.io does) removes ours with the rest.
 */
export function shadow(object: object, name: string, front: (behind: (...args: any[]) => unknown, args: any[]) => unknown): Disposable {
  const methods = object as Record<string, (...args: any[]) => unknown>;
  const own = Object.getOwnPropertyDescriptor(object, name);
  const original = methods[name]!;
  let isInFront = true;
  function method(this: unknown, ...args: any[]): unknown {
    if (!isInFront) return original.apply(this, args);
    return front((...given) => original.apply(this, given), args);
  }
  Object.defineProperty(object, name, { value: method, configurable: true, writable: true });
  return {
    [Symbol.dispose]() {
      isInFront = false;
      if (methods[name] !== method) return;
      if (own) Object.defineProperty(object, name, own);
      else delete methods[name];
    },
  };
}
