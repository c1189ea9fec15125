/** A child that takes half a second to clean up, and needs the lock of its parent until then. */
import { existsSync } from 'node:fs';

const [lock] = process.argv.slice(2);

let isTold = false;
for (const name of ['SIGINT', 'SIGTERM']) {
  process.on(name, () => {
    console.log(`The job heard ${name}`);
    if (isTold) return;
    isTold = true;
    setTimeout(() => {
      console.log(`The job has cleaned up; the lock is ${existsSync(lock) ? 'still there' : 'gone'}`);
      process.exit();
    }, 500);
  });
}
setInterval(() => {}, 1000); // the work
console.log('The job works');
