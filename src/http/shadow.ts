/**
 * Puts functions in front of an object's own method, or its class's. One is called with the object's arguments, and decides whether what is behind it is
 * called: those that were put there before, then the method. With the last the object has its own again, in whatever order they go; where somebody has put
 * theirs in front since, ours stays there and does nothing.
 *
 * Rejected: listeners. Who listens for `'upgrade'` or `'checkContinue'` changes what a server does, and a library that replaces all listeners
 * of an event (socket.io does) removes ours with the rest.
 */
type Method = (...args: any[]) => unknown;
type Front = (behind: Method, args: any[]) => unknown;

interface Shadowed {
  readonly fronts: Front[];
  readonly original: Method;
  restore(): void;
}

export interface Shadow extends Disposable {
  /** The object's own, whoever stands in front of it. */
  readonly original: Method;
}

/** By the methods that this file has made. */
const shadowed = new WeakMap<Method, Shadowed>();

export function shadow(object: object, name: string, front: Front): Shadow {
  const methods = object as Record<string, Method>;
  const { fronts, original, restore } = shadowed.get(methods[name]!) ?? begin(methods, name);
  fronts.push(front);
  return {
    original,
    [Symbol.dispose]() {
      if (fronts.includes(front)) fronts.splice(fronts.indexOf(front), 1);
      if (fronts.length === 0) restore();
    },
  };
}

function begin(methods: Record<string, Method>, name: string): Shadowed {
  const own = Object.getOwnPropertyDescriptor(methods, name);
  const original = methods[name]!;
  const fronts: Front[] = [];
  function method(this: unknown, ...args: any[]): unknown {
    const itself: Method = (...given) => original.apply(this, given);
    return fronts.reduce<Method>((behind, front) => (...given) => front(behind, given), itself)(...args);
  }
  Object.defineProperty(methods, name, { value: method, configurable: true, writable: true });
  const all: Shadowed = {
    fronts,
    original,
    restore() {
      if (methods[name] !== method) return;
      if (own) Object.defineProperty(methods, name, own);
      else delete methods[name];
    },
  };
  shadowed.set(method, all);
  return all;
}
