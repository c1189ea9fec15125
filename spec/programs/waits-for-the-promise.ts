import { captureSignals } from 'capture-signals';

const capture = captureSignals();
const { promise } = capture;
console.log('ready');
if (process.argv[2] === 'close') setTimeout(() => void capture.close(), 20);
console.log(await promise);
