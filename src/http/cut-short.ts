import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { mayBeHalfOpen } from './internals.ts';

/**
 * HPE_PAUSED is not the client's: below TLS Node gives more to a parser that it has paused, because an earlier answer is still on its way, where the
 * head of a request and its body are read at once (Node 20 to 26).
 */
const LEFT = /^(ECONNRESET|EPIPE|ECONNABORTED|ETIMEDOUT|EPROTO|HPE_(?!PAUSED$)|ERR_SSL_)/;

/**
 * Whether it was the client that has ended a connection with unanswered requests: it has gone away, or what it sent was no HTTP. Otherwise this process
 * has: a handler that has destroyed an answer, a timeout, `closeAllConnections`.
 */
export function hasClientEnded(socket: Socket, answers: readonly ServerResponse[]): boolean {
  if (socket.readableEnded && !mayBeHalfOpen(socket)) return true;
  const error = socket.errored as NodeJS.ErrnoException | null | undefined;
  if (!error) return false;
  // Node has answered it, 408, where no answer had begun.
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return !answers[0]?.headersSent;
  // A handler may end an answer with the error of its upstream, which looks the same.
  const isHandlers = answers.some(({ req, errored }) => error === errored || error === req.errored);
  return !isHandlers && isOfConnection(error);
}

/** An error that ends a connection from the client's side, where it is the connection's. */
export const isOfConnection = (error: unknown): boolean => LEFT.test((error as NodeJS.ErrnoException | null)?.code ?? '');
