// By hand with care: repeats within half a second are one request, a second Ctrl-C and a deadline end the process, and it
// dies by the signal that stopped it. About what a good template has.

export const kind = 'baseline';

const REPEAT_MS = 500;

function capture(names, deadlineMs) {
  const controller = new AbortController();
  let received;
  let since = 0;
  let timer;
  const close = () => {
    clearTimeout(timer);
    for (const name of names) process.off(name, listener);
  };
  const die = () => {
    close();
    process.kill(process.pid, received);
  };
  const listener = (name) => {
    if (received === undefined) {
      received = name;
      since = performance.now();
      if (deadlineMs !== undefined) timer = setTimeout(die, deadlineMs);
      controller.abort(new Error(`Interrupted by ${name}`));
    } else if (performance.now() - since > REPEAT_MS) {
      die();
    }
  };
  for (const name of names) process.on(name, listener);
  return { controller, close, die, received: () => received };
}

export const listen = {
  open: (name) => capture([name]),
  close: (handle) => handle.close(),
  signalOf: ({ controller }) => controller.signal,
};

export async function run(work, cleanup, { deadlineMs } = {}) {
  const { controller, close, die, received } = capture(['SIGINT', 'SIGTERM'], deadlineMs);
  const { signal } = controller;
  const untilSignal = () => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  try {
    await work({ signal, untilSignal });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await cleanup();
    if (received() === undefined) close();
    else die();
  }
}
