// heap.js <peer> <count> <touched>: bytes of heap per open capture, and what is left of each after closing. Run with --expose-gc.
import { setTimeout as sleep } from 'node:timers/promises';
import { loadPeer } from '../support/peers.js';

const [name, countText, touchedText] = process.argv.slice(2);
const count = Number(countText);
const { open, close, signalOf } = (await loadPeer(name)).listen;
process.setMaxListeners(0);

async function heap() {
  for (let i = 0; i < 3; i++) {
    global.gc();
    await sleep(5);
  }
  return process.memoryUsage().heapUsed;
}

async function cycle(handles) {
  for (let i = 0; i < handles.length; i++) {
    handles[i] = open('SIGUSR2');
    if (touchedText === 'true') signalOf?.(handles[i]);
  }
  const opened = await heap();
  const closings = [];
  for (let i = handles.length - 1; i >= 0; i--) closings.push(close(handles[i]));
  await Promise.all(closings);
  closings.length = 0;
  handles.fill(undefined);
  return opened;
}

const handles = new Array(count).fill(undefined);
for (let i = 0; i < 3; i++) await cycle(handles);
const before = await heap();
const opened = await cycle(handles);
const after = await heap();
process.stdout.write(JSON.stringify({ open: (opened - before) / count, left: (after - before) / count }), () => process.exit(0));
