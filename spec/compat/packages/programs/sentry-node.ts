// sentry-node <way>: an SDK that listens to uncaught exceptions and unhandled rejections. Its transport records what would be sent.
import * as Sentry from '@sentry/node';
import { findInterrupt, raiseSignal } from 'capture-signals';
import { log, way, work } from './support.ts';

Sentry.init({
  dsn: 'http://none@127.0.0.1/1',
  transport: (options) => Sentry.createTransport(options, async ({ body }) => {
    log(`sent ${/"type":"(\w+)"/.exec(body.toString().split('\n')[1]!)![1]}`);
    return { statusCode: 200 };
  }),
});
const ways: Record<string, () => unknown> = {
  'await': () => work(),
  'floating': () => void work(),
  'raiseSignal': () => work().catch((error) => {
    const interrupt = findInterrupt(error);
    if (!interrupt) throw error;
    raiseSignal(interrupt.signal);
  }),
};
await ways[way]!();
