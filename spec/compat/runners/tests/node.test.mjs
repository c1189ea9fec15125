import { mock, test } from 'node:test';
import * as library from 'capture-signals';
import * as testing from 'capture-signals/testing';
import { scenarios } from './scenarios.mjs';

const fake = { install: () => mock.timers.enable({ apis: ['setTimeout', 'Date'] }), tick: (ms) => mock.timers.tick(ms), restore: () => mock.timers.reset() };
for (const [title, run] of Object.entries(scenarios(library, testing, fake))) test(title, run);
