// For HTTP servers: drains, cleans up, and sends the signal again; it cannot be taken back.
import { createServer } from 'node:http';
import { createTerminus } from '@godaddy/terminus';
import { never } from '../support/never.js';

export const kind = 'peer';
export const packageName = '@godaddy/terminus';

export async function run(work, cleanup, { deadlineMs = 1000 } = {}) {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  let left = false;
  createTerminus(server, {
    signals: ['SIGINT', 'SIGTERM'],
    timeout: deadlineMs,
    onSignal: async () => {
      if (!left) await cleanup();
    },
  });
  await work({ untilSignal: never });
  left = true;
  server.close();
  await cleanup();
}
