// Structured concurrency: `main` halts its tasks on a signal and then exits the process, so it has no number for closing.
import { call, main, suspend, useAbortSignal } from 'effection';

export const kind = 'peer';

export async function run(work, cleanup) {
  await main(function* () {
    const signal = yield* useAbortSignal();
    let waits = false;
    const untilSignal = () => {
      waits = true;
      return new Promise(() => {});
    };
    try {
      const done = work({ signal, untilSignal });
      if (waits) yield* suspend();
      yield* call(() => done);
    } finally {
      yield* call(cleanup);
    }
  });
}
