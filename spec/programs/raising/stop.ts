// Stops itself, and goes on when it is told to.
import { raiseSignal } from 'capture-signals';

console.log('ready');
raiseSignal('SIGSTOP');
console.log('going on');
