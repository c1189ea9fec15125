/** Once the server has stopped accepting: looks at the connections from time to time, and takes those that have been silent for long enough one step further towards their end. */
import { clearInterval, setImmediate, setInterval } from '../runtime/builtins.ts';
import type { Connection, Connections } from './connections.ts';

interface Seen {
  activity: number;
  ms: number;
}

/**
 * Closing takes time in which a request can arrive on another connection that is about to be closed. After so many the event loop is let in
 * to see.
 */
const AT_ONCE = 16;

export class Linger implements Disposable {
  readonly #connections: Connections;
  readonly #lingerMs: number;
  readonly #seen = new WeakMap<Connection, Seen>();
  readonly #due = new Set<Connection>();
  readonly #timer: NodeJS.Timeout;
  #leavingMs = 0;

  /** Time is counted in looks, not by a clock: an event loop that was blocked has not listened. */
  constructor(connections: Connections, lingerMs: number) {
    this.#connections = connections;
    this.#lingerMs = lingerMs;
    const tickMs = Math.max(10, Math.min(50, Math.ceil(lingerMs / 10)));
    // From a timer the event loop polls before it comes to what is immediate: what has arrived is seen first.
    this.#timer = setInterval(() => setImmediate(() => this.#look(tickMs)), tickMs);
    setImmediate(() => this.#look(0));
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #look(ms: number): void {
    const isClosing = this.#due.size > 0;
    this.#leavingMs += ms;
    for (const connection of this.#connections) {
      const seen = this.#of(connection);
      seen.ms += ms;
      if (this.#isDue(connection, seen)) this.#due.add(connection);
    }
    if (!isClosing) this.#closeSome();
  }

  #isDue({ protocol }: Connection, seen: Seen): boolean {
    if (protocol === undefined) return false;
    if (protocol.activity !== seen.activity) Object.assign(seen, { activity: protocol.activity, ms: 0 });
    return protocol.isDue({ ms: seen.ms, leavingMs: this.#leavingMs, lingerMs: this.#lingerMs });
  }

  #closeSome(): void {
    let closed = 0;
    for (const connection of this.#due) {
      if (closed === AT_ONCE) break;
      this.#due.delete(connection);
      const seen = this.#of(connection);
      if (!this.#isDue(connection, seen)) continue;
      closed++;
      seen.ms = 0;
      connection.protocol?.close();
    }
    if (this.#due.size > 0) setImmediate(() => this.#closeSome());
  }

  #of(connection: Connection): Seen {
    const seen = this.#seen.get(connection) ?? { activity: NaN, ms: 0 };
    this.#seen.set(connection, seen);
    return seen;
  }
}
