/**
 * Adds `Connection: close` to the head of an answer, and changes nothing else in it.
 *
 * Tried and rejected:
 *
 * - `setHeader` on the response. If the handler calls `writeHead(status, list)`, Node 20 then loses a second Set-Cookie, and tuples throw.
 * - `response.shouldKeepAlive = false`. It touches nothing else, but it loses against a `Connection: keep-alive` that the handler copies from an
 *   upstream.
 *
 * So the head is changed where it is written. Every way to write it, `flushHeaders` and an implicit head included, goes through `writeHead`.
 */
import type { ServerResponse } from 'node:http';

/** When the head is written, asks `shouldClose` whether it should say that the connection closes. */
export function closeInHead(response: ServerResponse, shouldClose: () => boolean): void {
  const { writeHead } = response;
  response.writeHead = function (this: ServerResponse, ...args: any[]) {
    const isFinal = Number(args[0]) !== 101;
    return writeHead.apply(this, (isFinal && !response.headersSent && shouldClose() ? withClose(response, args) : args) as Parameters<typeof writeHead>);
  } as typeof writeHead;
}

/** The arguments of `writeHead`: a status, perhaps its text, perhaps headers. Whatever Node would refuse is passed on unchanged. */
function withClose(response: ServerResponse, [status, ...rest]: any[]): any[] {
  const text = typeof rest[0] === 'string' || rest[1] != null ? [rest[0]] : [];
  const headers = rest[text.length];
  // Once `setHeader` was called, Node merges the headers of `writeHead` into the same map.
  if (headers == null && response.getHeaderNames().length > 0) {
    response.setHeader('Connection', closing(response.getHeader('connection')));
    return [status, ...text];
  }
  return [status, ...text, headersWithClose(headers, response.getHeader('connection'))];
}

/** In the form in which they came: a flat list of names and values, a list of tuples, or an object. */
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

/** Keeps other options of the connection, such as `Upgrade` in a 426. */
function closing(value: unknown): string {
  const options = String(value ?? '').split(',').map((option) => option.trim());
  return [...options.filter((option) => option !== '' && !/^(keep-alive|close)$/i.test(option)), 'close'].join(', ');
}
