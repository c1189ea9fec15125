// Bun takes every unhandled rejection for a failure, whoever listens: what lets an interrupt go has to catch it there.
import { test } from 'bun:test';
import * as library from 'capture-signals';
import * as testing from 'capture-signals/testing';
import { scenarios } from './scenarios.mjs';

for (const [title, run] of Object.entries(scenarios(library, testing, undefined, true))) test(title, run);
