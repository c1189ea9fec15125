import * as library from 'capture-signals';
import * as testing from 'capture-signals/testing';
import { scenarios } from './scenarios.mjs';

for (const [title, run] of Object.entries(scenarios(library, testing))) it(title, run);
