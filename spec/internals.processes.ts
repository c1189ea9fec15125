import { endAsEver, LIVES, WENT_ON } from './internals/changed.ts';

const CLOSING = ['opens and closes', 'closes with a signal in flight'];
const CRUNCHES = ['crunches what it has fetched', WENT_ON] as const;

describe('On a runtime that has changed', () => {
  endAsEver({
    'nothing': Object.keys(LIVES),
    'destroy comes a turn later': ['closes with a signal in flight'],
    'destroy comes two turns later': ['opens and closes'],
    'destroy comes ten turns later': ['closes with a signal in flight'],
    'destroy comes for one handle a turn': CLOSING,
    'destroy never comes': ['closes with a signal in flight'],
    'there is no createHook': CLOSING,
    'createHook throws': ['opens and closes'],
    'ids are not consecutive': ['closes with a signal in flight'],
    'AbortSignal.any keeps its dependents elsewhere': ['waits by a signal of any', 'waits by the signal'],
    'there is no AbortSignal.any': ['opens and closes'],
    'undici has other channels': ['waits for the head of an answer', CRUNCHES],
    'undici has another channel for what is made': ['waits for the head of an answer', 'waits for the body of an answer'],
    'undici has another channel for what is sent': ['waits for the body of an answer', CRUNCHES],
    'breakOnSigint leaves nothing behind': ['opens and closes'],
  });
});
