// Raises what it is told to.
import { raiseSignal } from 'capture-signals';

raiseSignal(process.argv[2] as 'SIGTERM');
console.log('ready');
setInterval(() => {}, 600_000);
