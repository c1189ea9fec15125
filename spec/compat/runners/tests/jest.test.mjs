import { jest, test } from '@jest/globals';
import * as library from 'capture-signals';
import * as testing from 'capture-signals/testing';
import { scenarios } from './scenarios.mjs';

const fake = { install: () => jest.useFakeTimers(), tick: (ms) => jest.advanceTimersByTime(ms), restore: () => jest.useRealTimers() };
for (const [title, run] of Object.entries(scenarios(library, testing, fake))) test(title, run);
