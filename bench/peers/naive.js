// By hand, as most programs have it: `once`, an AbortController, `try` and `finally`.

export const kind = 'baseline';

export const listen = {
  open(name) {
    const controller = new AbortController();
    const listener = () => controller.abort(new Error(`Interrupted by ${name}`));
    process.once(name, listener);
    return { name, listener, controller };
  },
  close({ name, listener }) {
    process.off(name, listener);
  },
  signalOf: ({ controller }) => controller.signal,
};

export async function run(work, cleanup) {
  const controller = new AbortController();
  const listener = (name) => controller.abort(new Error(`Interrupted by ${name}`));
  process.once('SIGINT', listener);
  process.once('SIGTERM', listener);
  const untilSignal = () =>
    new Promise((_, reject) => controller.signal.addEventListener('abort', () => reject(controller.signal.reason)));
  try {
    await work({ signal: controller.signal, untilSignal });
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    process.exitCode = 1;
  } finally {
    await cleanup();
    process.off('SIGINT', listener);
    process.off('SIGTERM', listener);
  }
}

/** Closes idle connections itself since Node 19. */
export const drain = (server) => () => new Promise((resolve) => server.close(resolve));
