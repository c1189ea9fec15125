// This library, from its build: what users run.
import { captureSignals } from '../../dist/index.js';

export const kind = 'library';

export const listen = {
  open: (name) => captureSignals(name),
  /** One that lets go as soon as it is closed, although a signal came. */
  openWithoutWindow: (name) => captureSignals(name, { repeatMs: 0 }),
  close: (capture) => capture.close(),
  signalOf: (capture) => capture.signal,
};

export async function run(work, cleanup, { deadlineMs } = {}) {
  const capture = captureSignals(['SIGINT', 'SIGTERM'], deadlineMs === undefined ? {} : { graceMs: deadlineMs });
  const untilSignal = async () => {
    await capture.promise;
    capture.signal.throwIfAborted();
  };
  try {
    await work({ signal: capture.signal, untilSignal });
  } finally {
    try {
      await cleanup();
    } finally {
      await capture.close();
    }
  }
}

export async function drain(server) {
  const { drainServer } = await import('../../dist/http.js');
  const drained = drainServer(server);
  return () => drained[Symbol.asyncDispose]();
}
