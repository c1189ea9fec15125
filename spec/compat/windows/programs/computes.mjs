// computes <how>: a computation that Ctrl-C is to end.
import { captureSignals } from 'capture-signals';
import { log } from './log.mjs';

const shutdown = captureSignals('SIGINT');
try {
  if (process.argv[2] === 'interruptible') {
    await shutdown.checkpoint();
    shutdown.interruptible(() => {
      log('ready'); // not before: a Ctrl-C just before the computation is lost
      for (;;);
    });
  } else {
    log('ready');
    for (;;) await shutdown.checkpoint();
  }
} finally {
  log('cleaned up');
  await shutdown.close();
}
