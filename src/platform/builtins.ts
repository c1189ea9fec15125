/* The process as it was when the package was loaded: a program that takes it away, or puts something else in its place, gets its own errors, not ours. */
export const { process } = globalThis;

/*
 * What is needed of the runtime's modules at once. Not by `import`, which makes a facade of each and touches all that is in it: that
 * costs more than the whole package. Modules that are slow to load, or rarely needed, are got where they are.
 */
export const { channel } = process.getBuiltinModule('node:diagnostics_channel');
export const { addAbortListener, errorMonitor, getEventListeners, setMaxListeners } = process.getBuiltinModule('node:events');

/* As they were when the package was loaded, so that a test's fake ones do not keep a scope from closing. Deno's global timers are another kind. */
export const { queueMicrotask } = globalThis;
export const { clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } = process.getBuiltinModule('node:timers');

/** Those of the test, faked or not, when they are asked for. */
export const testTimers = (): Pick<typeof globalThis, 'setTimeout' | 'clearTimeout'> => globalThis;
