// writes-to-a-closed-terminal <file>: goes on logging through a cleanup that ends with writing the file.
import { writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { captureSignals } from 'capture-signals';

await using shutdown = captureSignals();
await using _ = {
  async [Symbol.asyncDispose]() {
    for (let line = 0; line < 5; line++) {
      console.log('cleaning', line);
      console.log('still cleaning', line);
      await setTimeout(10);
    }
    await writeFile(process.argv[2]!, 'yes');
  },
};
const { signal } = shutdown;
console.log('ready');
await setTimeout(60_000, undefined, { signal });
