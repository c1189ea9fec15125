// lets-interrupts-go-beside <way> [end]: something beside the block rejects with the interrupt while the block cleans up.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const [way, end] = process.argv.slice(2);
let later: Promise<unknown> | undefined;

const ways: Record<string, (signal: AbortSignal) => unknown> = {
  'nothing': () => {},
  'a floating timer': (signal) => void setTimeout(60_000, undefined, { signal }),
  'a promise awaited later': (signal) => {
    later = setTimeout(60_000, undefined, { signal });
  },
  'a child process without error listener': (signal) => void spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { signal }),
  'an abort listener that throws it': (signal) => signal.addEventListener('abort', () => {
    throw signal.reason;
  }),
  'several at once': (signal) => {
    for (let count = 0; count < 10; count++) void setTimeout(60_000, undefined, { signal });
  },
  'a floating fetch': async (signal) => {
    const server = createServer(() => {}).listen(0, '127.0.0.1');
    await once(server, 'listening');
    server.unref();
    void fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { signal });
  },
};

process.on('exit', (code) => console.log(`exit ${code}`));

async function main(): Promise<void> {
  const shutdown = captureSignals();
  try {
    await ways[way!]!(shutdown.signal);
    const { signal } = shutdown;
    console.log('ready');
    await setTimeout(60_000, undefined, { signal });
  } catch (error) {
    for (let turn = 0; turn < 10; turn++) await setTimeout(5);
    await later?.catch(() => console.log('awaited later'));
    console.log('cleaned up');
    if (end === 'never closes') process.on('exit', () => console.log('a later exit listener'));
    if (end === 'own error') throw new Error('its own');
    if (end !== 'returns') throw error;
  } finally {
    if (end !== 'never closes') await shutdown.close();
  }
}

if (end === 'never closes') void main();
else await main();
