import { captureSignals } from 'capture-signals';

const capture = captureSignals();
void capture.signal;
process.on('exit', (code) => console.log(`exit ${code}`));
