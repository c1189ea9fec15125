// Clients that need packages of this folder, in a file of their own: `npm run typecheck` does without those.
import { once } from 'node:events';
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
