/**
 * A service that reloads its configuration on SIGHUP, and ends on Ctrl-C or SIGTERM.
 *
 *     node --import tsx examples/reload.ts examples/support/greeter.json
 *     kill -HUP <pid>
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureSignals, watchSignals } from 'capture-signals';

interface Config {
  greeting: string;
  everyMs: number;
}

const [path = 'greeter.json'] = process.argv.slice(2);
const load = async () => JSON.parse(await readFile(path, 'utf8')) as Config;

await using shutdown = captureSignals(['SIGINT', 'SIGTERM']);
let config = await load();

async function reload(signal: AbortSignal) {
  for await (const hangup of watchSignals('SIGHUP', { signal })) {
    try {
      config = await load();
      console.log(`${hangup}: reloaded`);
    } catch (error) {
      console.log(`${hangup}: the old configuration stays: ${(error as Error).message}`);
    }
  }
}

void shutdown.spawn(reload);
console.log(`pid ${process.pid}`);
while (true) {
  console.log(config.greeting);
  await sleep(config.everyMs, undefined, { signal: shutdown.signal });
}
