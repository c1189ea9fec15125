import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Plays the part of a framework: it sends events as long as its client listens, and never ends by itself. */
export async function handler(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!request.headers.accept?.includes('text/event-stream')) return void response.end('Hello\n');
  if (request.url === '/forbidden') return void response.writeHead(403).end('Forbidden\n');
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  while (!response.writableEnded) {
    response.write(`data: ${new Date().toISOString()}\n\n`);
    await sleep(10);
  }
}
