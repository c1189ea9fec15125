import { keepsItsListener } from './neighbourhood/keeps-its-listener.ts';

describe('A listener for SIGINT that the program has put on', () => {
  keepsItsListener('in the cleanup', 'waiting');
  keepsItsListener('before the capture', 'waiting');
  for (const when of ['in the cleanup, in front', 'in an abort listener']) {
    keepsItsListener(when, 'blocked');
    keepsItsListener(when, 'waiting');
  }
});
