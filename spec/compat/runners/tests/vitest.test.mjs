import * as library from 'capture-signals';
import * as testing from 'capture-signals/testing';
import { test, vi } from 'vitest';
import { scenarios } from './scenarios.mjs';

const fake = { install: () => vi.useFakeTimers(), tick: (ms) => vi.advanceTimersByTime(ms), restore: () => vi.useRealTimers() };
for (const [title, run] of Object.entries(scenarios(library, testing, fake))) test(title, run);
