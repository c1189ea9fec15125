import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Outcome } from '../outcomes.ts';
import { type Assignment, askOn, times } from './client.ts';

/** Upgraded connections, as WebSockets are, that say something now and then and have it back; they last until the server says goodbye, or for a second. */
export async function webSocket(assignment: Assignment): Promise<void> {
  await Promise.all(times(2, () => askOn(assignment, 'upgrade', (id) => talk(assignment, id))));
}

async function talk({ port, over }: Assignment, id: string): Promise<Outcome> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  let said = 0;
  socket.setEncoding('latin1').on('data', (text: string) => (heard += text)).on('error', () => {});
  const closed = once(socket, 'close').catch(() => {});
  socket.write(`GET /${id} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n`);
  const isOver = () => socket.closed || over.aborted || said >= 50 || heard.includes('goodbye');
  while (!isOver()) {
    if (heard.startsWith('HTTP/1.1 101') && said++ >= 0) socket.write('.');
    await setTimeout(20);
  }
  const isWhole = heard.startsWith('HTTP/1.1 101') && (!socket.closed || heard.includes('goodbye'));
  socket.end();
  await Promise.race([closed, setTimeout(1000)]);
  socket.destroy();
  if (isWhole || (over.aborted && heard === '')) return 'answered';
  return heard.startsWith('HTTP/1.1 503') ? 'refused' : heard === '' ? 'reset on a new connection' : 'cut short';
}
