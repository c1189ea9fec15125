/** A server of each framework is told to end with requests in flight and an idle connection on which one more request is under way. */
import { expect } from 'chai';
import { node } from '../runtimes/runtimes.ts';
import { RawClient } from '../../support/raw-client.ts';
import { run } from '../../support/process.ts';
import { Service } from '../../support/service.ts';
import type { Trial } from './trial.ts';

/** What else a server has to do, before the signal and after it. */
interface Extra {
  /** A function of clients.mjs that connects, and what becomes of the connection. */
  client?: [connect: string, fate: unknown];
  /** Written by its own hooks for the end. */
  says?: string;
  /** For Node, before the program. */
  flags?: readonly string[];
}

const IN_FLIGHT = 3;
const hello = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n';

async function connect(name: string, url: string): Promise<{ fate: Promise<unknown> }> {
  const clients = (await import(new URL('clients.mjs', import.meta.url).href)) as Record<string, (url: string) => Promise<{ fate: Promise<unknown> }>>;
  return await clients[name]!(url);
}

async function drains(program: string, major: number, { client, says = '', flags = [] }: Extra): Promise<void> {
  await using service = await Service.start(program, { command: [node(major), ...flags] });
  const { child } = service;
  await using idle = await RawClient.connect(service.port);
  idle.say(hello);
  await idle.until('Hello\n');
  expect(idle.heard).not.to.match(/connection: close/i);
  const connected = client && (await connect(client[0], service.url));
  const answers = Array.from({ length: IN_FLIGHT }, () => service.get('/slow'));
  for (const _ of answers) await child.line('asked');
  child.send('SIGTERM');
  await child.line(/^SIGTERM: [3-9] requests in flight$/);
  do { // until the server has stopped accepting
    idle.heard = '';
    idle.say(hello);
    await idle.until('Hello\n');
  } while (!/connection: close\r\n/i.test(idle.heard));
  expect(await idle.ended).to.match(/^HTTP\/1\.1 200 OK\r\n/);
  for (const answer of answers) expect(await answer).to.include({ status: 200, connection: 'close', body: 'slow\n' });
  const { stdout, ...end } = await child.ended;
  expect(end).to.deep.equal({ code: 0, signal: null, stderr: '' });
  expect(stdout.endsWith(`requests in flight\n${says}`), stdout).to.equal(true);
  if (connected) expect(await connected.fate).to.deep.equal(client![1]);
}

const frameworks: { name: string; program: string; extra?: Extra; also?: string }[] = [
  { name: 'Express', program: 'express' },
  { name: 'Fastify', program: 'fastify', extra: { says: 'closed\n' }, also: 'its `onClose` hooks run last' },
  { name: 'Hono', program: 'hono' },
  { name: 'NestJS', program: 'nest', extra: { says: 'closed\n' }, also: 'its `onApplicationShutdown` hooks run last' },
  { name: 'ws', program: 'ws', extra: { client: ['connectWebSocket', 1001] }, also: 'a socket is closed with 1001' },
  { name: 'socket.io', program: 'socket-io', extra: { client: ['connectSocketIo', ['transport close', 'transport close']] }, also: 'clients of both transports are cut off and try again' },
  { name: 'hapi', program: 'hapi', extra: { says: 'closed\n' }, also: 'its `onPostStop` runs last' },
  { name: 'Apollo Server', program: 'apollo', extra: { says: 'closed\n' }, also: 'its `serverWillStop` runs last' },
  { name: 'OpenTelemetry', program: 'open-telemetry', extra: { says: '3 spans sent\n' }, also: 'the spans of the last requests are sent' },
  { name: 'GraphQL Yoga', program: 'graphql-yoga', extra: { client: ['connectYoga', 'ended whole'] }, also: 'a subscription ends after an event that is whole' },
  { name: 'tRPC', program: 'trpc', extra: { client: ['connectTrpc', 'ended whole'] }, also: 'a subscription ends after an event that is whole' },
  { name: 'http-proxy', program: 'http-proxy', extra: { client: ['connectWebSocket', 1006], flags: ['--disable-warning=DEP0060'] }, also: 'a WebSocket is cut off' },
  { name: '@fastify/http-proxy', program: 'fastify-http-proxy', extra: { client: ['connectWebSocket', 1006] }, also: 'a WebSocket is cut off' },
];

const CALL_MS = 1000;

async function stopsGrpc(program: string, major: number): Promise<void> {
  await using service = await Service.start(program, { command: [node(major)] });
  const { child } = service;
  const { callSlow } = await import(new URL('clients.mjs', import.meta.url).href);
  const calls = callSlow(service.port, IN_FLIGHT, CALL_MS) as { answers: Promise<string[]>; again(): Promise<string>; close(): void };
  for (let i = 0; i < IN_FLIGHT; i++) await child.line('asked');
  child.send('SIGTERM');
  await child.line('SIGTERM: answering what is in flight');
  expect(await calls.answers).to.deep.equal(Array.from({ length: IN_FLIGHT }, () => 'slow\n'));
  expect(await child.ended).to.include({ code: 0, signal: null, stderr: '' });
  expect(await calls.again().then(() => 0, ({ code }) => code)).to.equal(14); // UNAVAILABLE
  calls.close();
}

/** What drainServer says of each. Some have no server that could be given. */
const refused = [
  'express(): a function: pass what its listen() returns',
  'fastify(): an app: pass its server',
  'Hapi.server(): an app: pass its listener',
  'new Hono(): an object: pass the server that calls it',
  'new ApolloServer(): an object',
  'createYoga(): a function: pass the server that calls it',
  'new grpc.Server(): an object: call its tryShutdown()',
  'new WebSocketServer(): an object',
  'new Server() of socket.io: an app: pass its httpServer',
];

const refuses: Trial = {
  title: 'drainServer, of what is no server of Node', on: '',
  holds: 'it says what to give instead: Express, Fastify, hapi, Hono, Yoga, gRPC, socket.io; it refuses Apollo Server and ws, which have none',
  async run(workspace) {
    const { stdout, ...end } = await run(workspace.path('refused.js'), { command: [node(26), '--disable-warning=DEP0060'] });
    expect(end).to.deep.equal({ code: 0, signal: null, stderr: '' });
    expect(stdout.trim().split('\n')).to.deep.equal(refused);
  },
};

export const frameworkTrials: readonly Trial[] = frameworks.flatMap(({ name, program, extra = {}, also }) =>
  [20, 26].map((major) => ({
    title: name, on: `Node ${major}`,
    holds: ['every answer whole, exit code 0', ...(also ? [also] : [])].join('; '),
    run: (workspace) => drains(workspace.path(`${program}.js`), major, extra),
  })));

export const otherTrials: readonly Trial[] = [
  ...[20, 26].map((major): Trial => ({
    title: 'gRPC', on: `Node ${major}`,
    holds: 'every call answered, exit code 0; a new call is refused',
    run: (workspace) => stopsGrpc(workspace.path('grpc.js'), major),
  })),
  refuses,
];
