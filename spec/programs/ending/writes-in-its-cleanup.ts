// writes-in-its-cleanup <way> <file> [listens]: is interrupted, and goes on writing to stdout or stderr, whose reader may have gone by then. Whether the
// cleanup has come to its end shows in the file.
import { spawn } from 'node:child_process';
import { appendFileSync, createReadStream, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

const [way, file, beside] = process.argv.slice(2);
const LINE = `${'still rolling back '.repeat(20)}\n`;

const ways: Record<string, () => Promise<unknown>> = {
  'console.log': async () => {
    for (let line = 0; line < 5; line++) {
      console.log('rolling back', line);
      await sleep(20);
    }
  },
  'console.error': async () => {
    for (let line = 0; line < 5; line++) {
      console.error('rolling back', line);
      await sleep(20);
    }
  },
  'both in turn': async () => {
    for (let line = 0; line < 5; line++) {
      console.log('rolling back', line);
      console.error('rolling back', line);
      await sleep(20);
    }
  },
  'process.stdout.write': async () => {
    for (let line = 0; line < 2000; line++) process.stdout.write(LINE);
    await sleep(50);
    process.stdout.write(LINE);
  },
  'a pipeline into stdout, whose failure is caught': async () => {
    await sleep(50);
    await pipeline(createReadStream(process.execPath, { end: 2 ** 20 }), process.stdout, { end: false }).catch(() => {});
  },
  'a pipeline into stdout': () => pipeline(createReadStream(process.execPath, { end: 2 ** 20 }), process.stdout, { end: false }),
  'a write that is awaited': async () => {
    for (let line = 0; line < 5; line++) {
      await new Promise<void>((resolve, reject) => process.stdout.write(LINE, (error) => (error ? reject(error) : resolve())));
      await sleep(20);
    }
  },
  'a task that pipes into stdout': () => sleep(0),
  'from a floating callback': async () => {
    setTimeout(() => console.log('progress'), 30);
    setTimeout(() => console.log('progress'), 60);
    await sleep(100);
  },
  'in a task and in what was deferred': () => sleep(50),
  'into a child that does not read': async () => {
    const child = spawn('sh', ['-c', 'exec <&-; echo; exec sleep 5']);
    await once(child.stdout, 'data');
    for (let line = 0; line < 5; line++) {
      child.stdin.write(LINE);
      await sleep(20);
    }
  },
  'before any signal': () => sleep(0),
};

async function main(): Promise<void> {
  await using shutdown = captureSignals();
  await using _ = {
    async [Symbol.asyncDispose]() {
      try {
        await ways[way!]!();
      } finally {
        if (/^a (pipeline|write|task)/.test(way!)) writeFileSync(file!, 'cleaned up');
      }
      writeFileSync(file!, 'cleaned up');
    },
  };
  if (way === 'a task that pipes into stdout') {
    void shutdown.spawn(() => pipeline(async function* () {
      for (;;) {
        await sleep(5);
        yield LINE;
      }
    }, process.stdout, { end: false }));
  }
  if (way === 'in a task and in what was deferred') {
    shutdown.defer(() => console.log('deferred'));
    void shutdown.spawn(async (signal) => {
      await sleep(60_000, undefined, { signal }).catch(() => {});
      for (let line = 0; line < 5; line++) {
        console.log('saving', line);
        await sleep(20);
      }
    });
  }
  console.log('ready');
  while (way === 'before any signal') {
    console.log('working');
    await sleep(5);
  }
  await sleep(60_000, undefined, { signal: shutdown.signal });
}

if (beside === 'listens') {
  process.on('uncaughtException', (error) => {
    appendFileSync('caught', `${error.message}\n`);
    process.exit(1);
  });
}

await main();
