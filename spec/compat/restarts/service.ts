// The service that is restarted: `service.js <protocol> <way to stop> <port> <file for the report> <limit>`. At its end it tells
// which requests it has accepted.
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { createServer as createHttp2Server, createSecureServer } from 'node:http2';
import type { Duplex } from 'node:stream';
import { createServer as createHttpsServer } from 'node:https';
import { finished } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';
import { drainServer } from 'capture-signals/http';
import { selfSigned } from '../../support/self-signed.ts';
import { FORCED, type Protocol, type Report, type WayToStop } from './ways.ts';

const [protocol, wayToStop, port, reportFile, limitMs] = process.argv.slice(2) as [Protocol, WayToStop, string, string, string];

const report: Report = { accepted: [], unanswered: [] };

const server = makeServer();
let isReady = (): boolean => true;
process.on('exit', () => writeFileSync(reportFile, JSON.stringify(report)));

/**
 * 0 to 60 ms, then an answer in one piece or in two. A body is read before. An answer stays below 16 KB: behind a larger one that is still on its way Node
 * loses a POST over TLS now and then, with "Parse Error: Paused", whether anything stops or not.
 */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === '/ready') return void response.writeHead(isReady() ? 200 : 503).end();
  const id = request.url!.slice(1);
  report.accepted.push(id);
  let isAnswered = false;
  response.once('finish', () => (isAnswered = true));
  response.once('close', () => {
    if (!isAnswered) report.unanswered.push(id);
  });
  await finished(request.resume(), { writable: false });
  await setTimeout(Math.random() * 60);
  if (Math.random() < 0.5) {
    response.writeHead(200, { 'Content-Length': 5 });
  } else {
    response.write('begun,');
    await setTimeout(Math.random() < 0.01 ? 1500 : Math.random() * 20); // a slow one now and then
    response.write('x'.repeat(Math.random() * 10_000));
  }
  response.end('whole');
}

function makeServer(): Server {
  const listener = (request: IncomingMessage, response: ServerResponse) => void answer(request, response).catch(() => {}); // its client has gone
  if (protocol === 'http2') return createSecureServer({ ...selfSigned, allowHTTP1: true }, listener as never) as never;
  if (protocol === 'h2c') return createHttp2Server(listener as never) as never;
  return protocol === 'https' ? createHttpsServer(selfSigned, listener) : createServer(listener);
}

async function listen(): Promise<void> {
  await once(server.listen(Number(port), '127.0.0.1'), 'listening');
  console.log('ready');
}

/** Each as its own documentation has it. */
const stopWith: Record<Exclude<WayToStop, 'drainServer'>, () => Promise<() => unknown>> = {
  'server.close()': async () => () => server.close(),
  'server[Symbol.asyncDispose]()': async () => () => server[Symbol.asyncDispose](),
  'http-terminator': async () => {
    const { createHttpTerminator } = await import('http-terminator');
    const terminator = createHttpTerminator({ server });
    return () => terminator.terminate();
  },
  'stoppable': async () => {
    const { default: stoppable } = await import('stoppable');
    const { stop } = stoppable(server);
    return () => stop();
  },
};

if (wayToStop === 'drainServer') {
  await using shutdown = captureSignals('SIGTERM');
  await using drain = drainServer(server, { signal: shutdown.signal, delayMs: Number(process.env['DELAY_MS'] ?? 0) });
  isReady = () => !drain.draining;
  const upgraded = new Set<Duplex>();
  server.on('upgrade', (_, socket) => {
    upgraded.add(socket.on('error', () => {}).once('close', () => upgraded.delete(socket)));
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
    socket.on('data', (data: Buffer) => socket.write(data));
  });
  shutdown.signal.addEventListener('abort', async () => {
    while (server.listening) await setTimeout(10);
    for (const socket of upgraded) socket.end('goodbye');
  });
  await listen();
  await shutdown.promise;
} else {
  const stop = await stopWith[wayToStop]();
  const stopped = once(process, 'SIGTERM');
  await listen();
  await stopped;
  // As one would who restarts it, and has waited for so long.
  void setTimeout(Number(limitMs), undefined, { ref: false }).then(() => process.exit(FORCED));
  void stop();
}
