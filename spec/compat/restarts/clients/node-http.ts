import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Outcome, outcomeOf, outcomeOfError, TIMEOUT_MS } from '../outcomes.ts';
import { type Assignment, askOn, bodyOf, methodOf, times } from './client.ts';

/** `node:http` with an agent that keeps its connections, and with a new connection for each request. */
export async function nodeHttp(assignment: Assignment): Promise<void> {
  const { request, Agent } = assignment.protocol === 'https:' ? https : http;
  const keeping = new Agent({ keepAlive: true });
  const answeredAt = new WeakMap<Socket, number>();
  await Promise.all([
    ...times(4, () => askOn(assignment, 'agent', (id) => ask(id, keeping))),
    ...times(2, () => askOn(assignment, 'connecting', (id) => ask(id, false))),
  ]);
  keeping.destroy();

  async function ask(id: string, agent: http.Agent | false): Promise<Outcome> {
    const method = methodOf(0.5);
    const sent = request({ host: '127.0.0.1', port: assignment.port, path: `/${id}`, agent, method, rejectUnauthorized: false, timeout: TIMEOUT_MS } as https.RequestOptions);
    sent.once('timeout', () => sent.destroy(new Error('timeout')));
    sent.end(bodyOf(method));
    let hasBegun = false;
    let idleMs = 0;
    sent.once('socket', (socket) => (idleMs = performance.now() - (answeredAt.get(socket) ?? performance.now())));
    try {
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      hasBegun = true;
      const { socket } = response;
      const body = await text(response);
      answeredAt.set(socket, performance.now());
      return outcomeOf(response.statusCode!, body, response.headers['x-connected']);
    } catch (error) {
      return hasBegun ? 'cut short' : outcomeOfError(error, sent.reusedSocket, idleMs);
    }
  }
}
