import autocannon, { type Client } from 'autocannon';
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { outcomeOf, outcomeOfError, type Outcome, TIMEOUT_MS } from '../outcomes.ts';
import { type Assignment, times } from './client.ts';

/**
 * autocannon goes on at once, without a pause. It takes no notice of `Connection: close`: the request that it sends behind such an answer is lost, and it
 * asks anew; nothing says whether it was seen. It is ended when nobody listens, and started again: it would try without a rest.
 */
export async function cannon(assignment: Assignment): Promise<void> {
  await Promise.all(times(3, () => shoot(assignment)));
}

async function shoot(assignment: Assignment): Promise<void> {
  const { protocol, port, outcomes, over } = assignment;
  while (!over.aborted) {
    let id = outcomes.id('autocannon');
    await autocannon({
      url: `${protocol}//127.0.0.1:${port}`,
      connections: 1,
      duration: 3600,
      timeout: TIMEOUT_MS / 1000,
      sampleInt: 50,
      requests: (['GET', 'POST'] as const).map((method) => ({
        method,
        ...(method === 'POST' && { body: 'body' }),
        setupRequest: (request) => ({ ...request, path: `/${(id = outcomes.id('autocannon'))}` }),
      })),
      setupClient: (client) => watch(client, () => id, (outcome, id) => outcomes.add(outcome, id), over),
      verifyBody: (body) => body.endsWith('whole') || /<h1>50[234] /.test(body),
    });
    await setTimeout(10);
  }
}

/** Tells what becomes of each request of a client of autocannon, which has one at a time. */
function watch(client: Client, currentId: () => string, add: (outcome: Outcome, id: string) => void, over: AbortSignal): void {
  let conn: Socket | undefined;
  let isUsed = false;
  let isClosing = false;
  let hasBegun = false;
  let asked: string | undefined;
  let answered = '';
  let connected: string | undefined;

  function settle(outcome: Outcome): void {
    if (asked !== undefined) add(outcome, asked);
    answered = asked ?? '';
    asked = undefined;
    hasBegun = false;
  }
  const lost = (error: Error): void => settle(hasBegun ? 'cut short' : outcomeOfError(error, isUsed));

  // Before it is written, on a new connection when the last one has ended.
  client.on('request', () => {
    if (client.conn !== conn) {
      lost(new Error('ended'));
      conn = client.conn;
      isUsed = isClosing = false;
    }
    queueMicrotask(() => (asked = isClosing ? undefined : currentId()));
  });
  client.on('headers', ({ headers }: { headers: string[] }) => {
    const value = (name: string) => headers.find((_, i) => i % 2 === 1 && headers[i - 1]!.toLowerCase() === name);
    hasBegun = true;
    isClosing ||= /close/i.test(value('connection') ?? '');
    connected = value('x-connected');
  });
  client.on('response', (status: number) => {
    isUsed = true;
    settle(outcomeOf(status, 'whole', connected));
    if (over.aborted) client.destroy();
  });
  client.on('mismatch', () => add('cut short', answered));
  client.on('connError', (error: NodeJS.ErrnoException) => {
    lost(error);
    if (error.code === 'ECONNREFUSED') client.destroy();
  });
  client.on('timeout', () => settle('no answer in time'));
}
