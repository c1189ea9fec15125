/**
 * An answer that its handler ended with less body than its head announces. The error handler of a proxy does so when its upstream breaks off. The
 * client waits for the rest, or fails; to the server it looks finished.
 *
 * Rejected: Node's `strictContentLength`, which throws in the handler.
 */
import type { ServerResponse } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import { RUNTIME } from '../platform/platform.ts';
import { headOf } from './internals.ts';
import { lookAt } from './shadow.ts';

const hasNoBody = (method: string | undefined, status: unknown): boolean => method === 'HEAD' || status === 204 || status === 304;

/** `sent` is what the connection has sent of the answer, including its head. In HTTP/1 nothing else is sent until an answer has finished. */
export function isShort(response: ServerResponse, method: string | undefined, sent: number): boolean {
  if (hasNoBody(method, response.statusCode)) return false;
  const head = headOf(response);
  return sent - head.length < Number(/^content-length: *(\d+)/im.exec(head)?.[1]);
}

/** Counts what is written to a stream, and reports once it has ended. Files bypass this, and are as long as they are. */
export function followLength(stream: ServerHttp2Stream, method: string | undefined): () => boolean {
  let sent = NaN; // until `respond`: if that was called before, nothing was counted
  const count = (chunk: unknown, encoding: unknown) => {
    sent += typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding as BufferEncoding) : ((chunk as Uint8Array | undefined)?.byteLength ?? 0);
  };
  let begin = 0;
  lookAt(stream, 'respond', () => (sent = begin));
  // There they call `respond`.
  if (RUNTIME === 'bun') for (const name of ['respondWithFile', 'respondWithFD']) lookAt(stream, name, () => (begin = NaN));
  lookAt(stream, 'write', count);
  lookAt(stream, 'end', count);
  return () => {
    const headers = Object.entries(stream.sentHeaders ?? {});
    const announced = headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1];
    return stream.writableEnded && !hasNoBody(method, stream.sentHeaders?.[':status']) && sent < Number(announced);
  };
}
