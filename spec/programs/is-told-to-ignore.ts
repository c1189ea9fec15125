// Was told by its parent to ignore SIGHUP; captures it, closes, and says when it is through, and when SIGHUP has not killed it.
import { captureSignals, raiseSignal } from 'capture-signals';

await captureSignals('SIGHUP').close();
console.log('closed');
raiseSignal('SIGHUP');
await new Promise((resolve) => setTimeout(resolve, 20));
console.log('ignored');
process.exit();
