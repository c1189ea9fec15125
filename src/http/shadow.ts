/**
 * Puts functions in front of an object's own method, or its class's. Each is called with the object's arguments, and decides whether to call what is
 * behind it: the functions that were put there before, then the method. When the last one is removed, the object has its own method again, in
 * whatever order they are removed. If somebody else has put a function in front since, ours stays there and does nothing.
 *
 * Rejected: listeners. A listener for `'upgrade'` or `'checkContinue'` changes what a server does, and a library that replaces all listeners of an
 * event (socket.io does) removes ours with the rest.
 */
type Method = (...args: any[]) => unknown;
type Front = (behind: Method, args: any[]) => unknown;

/** How to remove the methods made here once they do nothing any more. */
const takingOff = new WeakMap<Method, () => void>();

export function shadow(object: object, name: string, front: Front): Disposable {
  const methods = object as Record<string, Method>;
  const own = Object.getOwnPropertyDescriptor(methods, name);
  const behind = methods[name]!;
  let isOver = false;
  const itself: Method = (...args) => behind.apply(object, args);
  const method: Method = (...args) => (isOver ? itself(...args) : front(itself, args));
  function takeOff(): void {
    if (!isOver || methods[name] !== method) return;
    if (own) Object.defineProperty(methods, name, own);
    else delete methods[name];
    takingOff.get(methods[name]!)?.();
  }
  takingOff.set(method, takeOff);
  Object.defineProperty(methods, name, { value: method, configurable: true, writable: true });
  return {
    [Symbol.dispose]() {
      isOver = true;
      takeOff();
    },
  };
}

/** Lets `look` see the arguments of an object's method first, as long as the object lives. */
export function lookAt(object: object, name: string, look: (...args: any[]) => void): void {
  const methods = object as Record<string, Method>;
  const method = methods[name]!;
  methods[name] = (...args) => {
    look(...args);
    return method.apply(object, args);
  };
}
