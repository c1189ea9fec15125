/* The process as it was when the package was loaded: a program that removes or replaces the global one gets its own errors, not ours. */
export const { process } = globalThis;

/*
 * Parts of the runtime's modules that are needed at once. Not by `import`: that creates a facade of each module and touches everything in it, which
 * costs more than the whole package. Modules that are slow to load, or rarely needed, are loaded where they are used.
 */
export const { channel } = process.getBuiltinModule('node:diagnostics_channel');
export const { addAbortListener, errorMonitor, getEventListeners, setMaxListeners } = process.getBuiltinModule('node:events');

/* As they were when the package was loaded, so that a test's fake ones do not keep a scope from closing. Deno's global timers are different ones. */
export const { queueMicrotask } = globalThis;
export const { clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } = process.getBuiltinModule('node:timers');

/** The timers of the test, faked or not, at the time of the call. */
export const testTimers = (): Pick<typeof globalThis, 'setTimeout' | 'clearTimeout'> => globalThis;
