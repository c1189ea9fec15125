// Every line with a comment that starts with TS must be an error of that number, and no other line may be.
import { captureSignals, findInterrupt, InterruptError, raiseSignal, watchSignals } from 'capture-signals';
import { Capture } from 'capture-signals'; // TS2305
import { Capture as Inner } from 'capture-signals/capture'; // TS2307
import type { SignalSet } from 'capture-signals'; // TS2305
import { drainServer } from 'capture-signals/http';
import { Drain } from 'capture-signals/http'; // TS2305
import { mockSignals } from 'capture-signals/testing';
import { InterruptError as Deep } from 'capture-signals/dist/signals/interrupt-error.js'; // TS2307

declare const shutdown: ReturnType<typeof captureSignals>;
declare const watch: ReturnType<typeof watchSignals>;
declare const names: string[];

captureSignals('sigint'); // TS2769
captureSignals('SIGFOO'); // TS2769
captureSignals('SIGKILL'); // TS2769
captureSignals(['SIGINT', 'SIGSTOP']); // TS2769
captureSignals(['SIGINT', 'SIGSEGV']); // TS2769
captureSignals('SIGPIPE'); // TS2769
captureSignals(names); // TS2769
captureSignals(2); // TS2769
captureSignals({ graceMS: 5 }); // TS2769
captureSignals('SIGINT', 'SIGTERM'); // TS2769 TS2559
captureSignals('SIGINT', { timeoutMs: 5 }); // TS2769 TS2353 TS2345
captureSignals('SIGINT', { graceMs: '5' }); // TS2769 TS2322
captureSignals('SIGINT', { repeatMs: null }); // TS2769 TS2322
captureSignals('SIGINT', { signal: new AbortController() }); // TS2769 TS2740
captureSignals('SIGINT', { exclusive: 1 }); // TS2769 TS2322
captureSignals('SIGINT', { onSignal: (event) => void event.stop() }); // TS2339
captureSignals('SIGINT', { onSignal: (event) => void (event.count = 1) }); // TS2540
captureSignals('SIGINT', { onSignal: (event) => void (event.signal = 'SIGTERM') }); // TS2540
captureSignals('SIGINT', { onSignal: true }); // TS2322

shutdown.signal = AbortSignal.abort(); // TS2540
shutdown.interrupted = undefined; // TS2540
shutdown.promise = Promise.resolve(undefined); // TS2540
shutdown.spawn(() => 5); // TS2322
shutdown.spawn(Promise.resolve()); // TS2345
shutdown.spawn(async () => {}, 5); // TS2345
shutdown.race(5); // TS2345
shutdown.race(() => Promise.resolve()); // TS2345
shutdown.checkpoint(5); // TS2554
shutdown.interruptible(); // TS2554
shutdown.defer(5); // TS2345
shutdown.defer(() => {}, 5); // TS2345
shutdown.run(); // TS2554
shutdown.run(Promise.resolve()); // TS2345
shutdown.child(); // TS2339
using notAsync = shutdown; // TS2850 TS2741
shutdown[Symbol.dispose](); // TS7053
export const wrong: string = shutdown.interruptible(() => 5); // TS2322

watchSignals(); // TS2554
watchSignals('SIGHUP', { graceMs: 5 }); // TS2353 TS2345
for (const signal of watch) void signal; // TS2488
raiseSignal('SIGFOO'); // TS2345
raiseSignal(); // TS2554
raiseSignal('SIGSEGV'); // TS2345
new InterruptError(); // TS2554
new InterruptError('SIGKILL'); // TS2345
new InterruptError('SIGINT').signal = 'SIGTERM'; // TS2540
new InterruptError('SIGINT').exitCode = 5; // TS2540
findInterrupt(); // TS2554
findInterrupt(null).signal; // TS2532 TS18048
drainServer(5); // TS2345
drainServer({}); // TS2345 TS2739
drainServer({ close() {} }); // TS2345 TS2739
drainServer(undefined as never, { graceMs: 5 }); // TS2353 TS2345
drainServer(undefined as never, { delayMs: '5' }); // TS2322
mockSignals('SIGINT'); // TS2554
mockSignals().send('SIGKILL'); // TS2345
mockSignals().listening.push('SIGINT'); // TS2339
mockSignals().ending = Promise.resolve({ code: 1 }); // TS2540
captureSignals({ graceMs: 5 }, { graceMs: 5 }); // TS2769 TS2554 TS2353 TS2345
captureSignals('SIGINT', { watchdog: 1 }); // TS2769 TS2322
void [Capture, Inner, Drain, Deep];
export type Unreachable = SignalSet;
void notAsync;
