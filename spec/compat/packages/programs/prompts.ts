// prompts <way>: a question that is not answered. Ctrl-C is a key there, and gives no answer.
import { captureSignals, InterruptError } from 'capture-signals';
import prompts from 'prompts';
import { cleanup, log, ready, way } from './support.ts';

await using shutdown = captureSignals();
await using _ = cleanup();
const onCancel = () => shutdown.abort(new InterruptError('SIGINT'));
const answer = prompts({ type: 'text', name: 'name', message: 'Name' }, way === 'plain' ? {} : { onCancel });
ready();
await shutdown.race(answer);
log('goes on');
