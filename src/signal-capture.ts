/// <reference lib="esnext.disposable" preserve="true" />
import type { InterruptError } from './interrupt-error.ts';
import type { SignalName } from './signal-names.ts';

/** A request to end, as `onSignal` sees it. */
export interface SignalEvent {
  /** The signal that made the request. */
  readonly signal: SignalName;
  /** How many requests this capture has had, this one included. Repeats within `repeatMs` do not count. */
  readonly count: number;
  /** Keeps the capture uninterrupted by this request. Counts only while `onSignal` runs. */
  preventDefault(): void;
}

/** The options of {@link captureSignals}. Each may be left out or `undefined`; an unknown one is a `TypeError`. */
export interface CaptureOptions {
  /** A parent: when it aborts, the capture is cancelled with its reason. At once when it has aborted already. */
  signal?: AbortSignal | undefined;
  /**
   * Milliseconds from the first signal to the scope being closed. A scope that is open longer is ended by force: one line on stderr,
   * then the process ends as by an interrupt that nobody caught, or by SIGKILL when its event loop is blocked. No limit by default.
   * A whole number from 0 to 2 147 483 647.
   */
  graceMs?: number | undefined;
  /**
   * Milliseconds after the first signal in which any captured signal is a repeat of the same request: launchers relay one Ctrl-C
   * twice or three times. When they are over SIGINT does again what it did before the capture. 500 by default; a whole number
   * from 0 to 2 147 483 647.
   */
  repeatMs?: number | undefined;
  /**
   * Called with every request, before anything is aborted, in the async context of the `captureSignals` call. `preventDefault()`
   * keeps the capture uninterrupted. When it throws, the scope fails: it is cancelled with that error, and closing throws it.
   */
  onSignal?: ((event: SignalEvent) => void) | undefined;
  /** While this capture is open, captures opened before it do not hear its signals. `false` by default. */
  exclusive?: boolean | undefined;
}

/**
 * A scope that signals can interrupt, from {@link captureSignals}.
 *
 * - **An interrupt is an exception.** `signal` aborts with an {@link InterruptError}; whatever was given the signal throws it. Catch
 *   it and the program goes on; let it go and the process ends by the signal once every disposable has run.
 * - **The first reason wins.** Nothing overwrites what the scope was first cancelled with.
 * - **One request, however many signals.** See {@link CaptureOptions.repeatMs}.
 * - **Nothing is lost at the end.** A signal that had reached the process before closing began is still honoured, and an
 *   interrupt that the block cannot have seen is thrown by closing.
 */
export interface SignalCapture extends AsyncDisposable {
  /**
   * Aborts with the {@link InterruptError}, the reason of a cancellation, or, when the scope closes without either, an
   * `AbortError: The scope has closed`. Always the same object; takes any number of listeners without a warning. Its listeners run
   * in the async context of the `captureSignals` call.
   */
  readonly signal: AbortSignal;
  /**
   * The first signal; `undefined` when the scope is cancelled or closed without one. Never rejects. Asking for it keeps the process
   * alive until the scope is interrupted or closed, which merely capturing does not.
   */
  readonly promise: Promise<SignalName | undefined>;
  /** The interrupt, once there was one: to ask at any time. */
  readonly interrupted: InterruptError | undefined;
  /**
   * Cancels the scope from inside, as `AbortController.abort` does; the default reason is the same, too. Does nothing when the
   * scope has been cancelled, interrupted or closed. It opens no window for repeats and starts no grace.
   */
  abort(reason?: unknown): void;
  /**
   * Closes the scope: aborts `signal`, lets signals in flight in, and gives the signals back. What `await using` calls.
   *
   * Rejects with the interrupt when the block cannot have seen it: it came after closing had begun, or the block had taken
   * neither `signal` nor `promise` and was not given it by another member. Rejects with the error of an `onSignal` that threw.
   * Calls while it closes share one promise; once that has settled, further calls resolve.
   */
  close(): Promise<void>;
}
