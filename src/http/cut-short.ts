import type { ServerResponse } from 'node:http';

/**
 * HPE_PAUSED does not come from the client. With TLS, Node feeds data to a parser that it has paused because an earlier answer is still on its way,
 * if the head of a request and its body are read at once (Node 20 to 26).
 */
const LEFT = /^(ECONNRESET|EPIPE|ECONNABORTED|ETIMEDOUT|EPROTO|HPE_(?!PAUSED$)|ERR_SSL_)/;

/**
 * Whether it is the client's fault that a connection which has unanswered requests failed: it was reset, or what came was not HTTP. Otherwise it is
 * this process's: a handler that destroyed an answer, a timeout, `closeAllConnections`.
 */
export function hasClientFailed(error: NodeJS.ErrnoException | null | undefined, answers: readonly { response: ServerResponse }[]): boolean {
  if (!error) return false;
  // If no answer had begun, Node has answered with 408.
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return !answers[0]?.response.headersSent;
  // A handler may destroy an answer with the error of its upstream, which looks the same.
  const isHandlers = answers.some(({ response: { req, errored } }) => error === errored || error === req.errored);
  return !isHandlers && LEFT.test(error.code ?? '');
}
