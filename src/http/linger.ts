/**
 * Once the server has stopped accepting: looks at the connections from time to time, and moves those that have been silent for long enough one step
 * closer to their end. Time is counted in looks, not by a clock: an event loop that was blocked has not listened.
 */
import { clearInterval, setImmediate, setInterval } from '../platform/builtins.ts';
import type { Connection, Connections } from './connections.ts';

/**
 * Closing takes time. Meanwhile a request can arrive on another connection that is about to be closed. After this many closings the event loop gets a
 * turn to see it.
 */
const AT_ONCE = 16;
const LOOK_MS = 20;

export function linger(connections: Connections, lingerMs: number): Disposable {
  const due = new Set<Connection>();
  let leavingMs = 0;
  let closed = 0;

  function look(ms: number): void {
    leavingMs += ms;
    const isClosing = due.size > 0;
    for (const connection of connections) {
      connection.silentMs += ms;
      if (isDue(connection)) due.add(connection);
    }
    if (!isClosing) closeSome();
  }

  function isDue(connection: Connection): boolean {
    const { protocol, upgrade } = connection;
    if (upgrade) return false;
    if (protocol.activity !== connection.activity) [connection.activity, connection.silentMs] = [protocol.activity, 0];
    return protocol.isDue(connection.silentMs, lingerMs, leavingMs);
  }

  function closeSome(): void {
    for (const connection of due) {
      due.delete(connection);
      if (!isDue(connection)) continue;
      connection.silentMs = 0;
      connection.protocol.close();
      if (++closed % AT_ONCE === 0) return void setImmediate(closeSome);
    }
  }

  // After a timer the event loop polls, and then runs immediates: so what has arrived is seen first.
  const timer = setInterval(() => setImmediate(look, LOOK_MS), LOOK_MS);
  setImmediate(look, 0);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
