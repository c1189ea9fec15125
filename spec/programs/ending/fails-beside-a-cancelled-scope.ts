// fails-beside-a-cancelled-scope <what>: a scope was cancelled, and nobody has been told. Then an error goes uncaught that might come from that.
import { captureSignals } from 'capture-signals';

const error = new Error('no luck');
captureSignals('SIGTERM').abort(process.argv[2] === 'its reason' ? error : new Error('enough'));
void Promise.reject(process.argv[2] === 'its reason' ? error : Object.assign(error, { code: 'ERR_CANCELED' }));
setTimeout(() => {
  console.log('going on');
  process.exit();
}, 1000);
