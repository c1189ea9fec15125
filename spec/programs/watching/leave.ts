// A watch that nobody waits for keeps no process alive.
import { watchSignals } from 'capture-signals';

watchSignals('SIGHUP');
console.log('main is done');
