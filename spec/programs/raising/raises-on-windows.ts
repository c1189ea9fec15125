// Pretends to be on Windows before the package is loaded, and tells what a listener has heard when raiseSignal returns.
Object.defineProperty(process, 'platform', { value: 'win32' });
const { raiseSignal } = await import('capture-signals');

const heard: unknown[] = [];
process.once('SIGUSR2', (signal) => heard.push(signal));
raiseSignal('SIGUSR2');
console.log(heard.join());
process.exit();
