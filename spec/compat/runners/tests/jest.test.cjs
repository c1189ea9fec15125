// CommonJS in Jest's sandbox: `require` of the package is Jest's own.
const library = require('capture-signals');
const testing = require('capture-signals/testing');
const { scenarios } = require('./scenarios.mjs');

const fake = { install: () => jest.useFakeTimers(), tick: (ms) => jest.advanceTimersByTime(ms), restore: () => jest.useRealTimers() };
for (const [title, run] of Object.entries(scenarios(library, testing, fake))) test(title, run);
