/**
 * `Connection: close` in the head of an answer, and nothing else changed in it.
 *
 * Tried and rejected:
 *
 * - `setHeader` on the response. Where the handler calls `writeHead(status, list)`, Node 20 then loses a second Set-Cookie, and tuples throw.
 * - `response.shouldKeepAlive = false`. It touches nothing else, but a handler's own `Connection: keep-alive`, copied from an upstream, wins.
 *
 * So the head is changed where it is written: every way to write one, `flushHeaders` and an implicit head included, goes through `writeHead`.
 */
import type { ServerResponse } from 'node:http';

/** Asks, when the head is written, whether it should say that the connection closes. */
export function closeInHead(response: ServerResponse, shouldClose: () => boolean): void {
  const { writeHead } = response;
  response.writeHead = function (this: ServerResponse, ...args: any[]) {
    const isFinal = Number(args[0]) !== 101;
    return writeHead.apply(this, (isFinal && !response.headersSent && shouldClose() ? withClose(response, args) : args) as Parameters<typeof writeHead>);
  } as typeof writeHead;
}

/** The arguments of `writeHead`: a status, perhaps its text, perhaps headers. What Node refuses goes on as it is. */
function withClose(response: ServerResponse, [status, ...rest]: any[]): any[] {
  const text = typeof rest[0] === 'string' || rest[1] != null ? [rest[0]] : [];
  const headers = rest[text.length];
  // Node keeps what `setHeader` has set and what `writeHead` is given in one map, once there is one.
  if (headers == null && response.getHeaderNames().length > 0) {
    response.setHeader('Connection', closing(response.getHeader('connection')));
    return [status, ...text];
  }
  return [status, ...text, headersWithClose(headers, response.getHeader('connection'))];
}

/** As they came: a list of names and values, one of tuples, or an object. */
function headersWithClose(headers: unknown, before: unknown): unknown {
  if (!Array.isArray(headers)) return Object.fromEntries(entriesWithClose(Object.entries(headers ?? {}), before));
  if (Array.isArray(headers[0])) return entriesWithClose(headers, before);
  if (headers.length % 2 !== 0) return headers;
  const entries = Array.from({ length: headers.length / 2 }, (_, i): Entry => [headers[2 * i], headers[2 * i + 1]]);
  return entriesWithClose(entries, before).flat();
}

type Entry = [name: unknown, value: unknown];

function entriesWithClose(entries: Entry[], before: unknown): [string, unknown][] {
  const values = entries.filter(isConnection).map(([, value]) => value);
  const others = entries.filter((entry) => !isConnection(entry)) as [string, unknown][];
  return [...others, ['Connection', closing(values.length > 0 ? values : before)]];
}

const isConnection = ([name]: Entry): boolean => typeof name === 'string' && name.toLowerCase() === 'connection';

/** Other options of the connection, such as `Upgrade` beside a 426, stay. */
function closing(value: unknown): string {
  const options = String(value ?? '').split(',').map((option) => option.trim());
  return [...options.filter((option) => option !== '' && !/^(keep-alive|close)$/i.test(option)), 'close'].join(', ');
}
