// Clients that need packages of this folder, in a file of their own: `npm run typecheck` does without those.
import { once } from 'node:events';
import { Client, credentials } from '@grpc/grpc-js';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';

/** Its fate is the code with which its connection is closed. */
export async function connectWebSocket(url) {
  const socket = new WebSocket(url);
  await once(socket, 'message');
  return { fate: once(socket, 'close').then(([code]) => code) };
}

/** One client that polls, one with a WebSocket. Their fate is why each was disconnected, once it has tried to come back. */
export async function connectSocketIo(url) {
  const clients = ['polling', 'websocket'].map((transport) => io(url, { transports: [transport], reconnectionDelay: 20 }));
  await Promise.all(clients.map((client) => new Promise((resolve) => client.once('greeting', resolve))));
  const told = clients.map(async (client) => {
    const again = new Promise((resolve) => client.io.once('reconnect_attempt', resolve));
    const reason = await new Promise((resolve) => client.once('disconnect', resolve));
    await again;
    client.disconnect();
    return reason;
  });
  return { fate: Promise.all(told) };
}

/** Their fate is what their body was: events, whole, or an error. */
async function subscribe(url, event) {
  const response = await fetch(url, { headers: { Accept: 'text/event-stream' } });
  const [mine, own] = response.body.tee();
  await mine.getReader().read();
  const whole = new Response(own).text().then((text) => (event.test(text) ? 'ended whole' : text), (error) => error.message);
  return { fate: whole };
}

export const connectYoga = (url) => subscribe(`${url}/graphql?query=subscription{ticks}`, /^(:\n\n|event: next\ndata: \{"data":\{"ticks":\d+\}\}\n\n)+$/);
export const connectTrpc = (url) => subscribe(`${url}/ticks`, /^(event: connected\ndata: .*\n\n\n?)?(data: \d+\n\n\n?)+$/);

/** So many calls, each of which takes so long, on one connection; their answers. */
export function callSlow(port, calls, ms) {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const call = () => new Promise((resolve, reject) => {
    client.makeUnaryRequest('/Greeter/Slow', (text) => Buffer.from(text), String, String(ms), (error, answer) => (error ? reject(error) : resolve(answer)));
  });
  return { answers: Promise.all(Array.from({ length: calls }, call)), again: call, close: () => client.close() };
}
