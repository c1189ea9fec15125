// floats-beside <reason> <what>: something that was given the signal of a scope rejects while the scope cleans up, and nobody catches that. How the
// block ends is what counts.
import { floatBeside } from '../../ending/floating/beside.ts';

const [reason, what] = process.argv.slice(2);
process.on('exit', (code) => console.log(`exit ${code}`));
const alive = setInterval(() => {}, 1000);
await floatBeside(reason!, what!, console.log, (signal) => process.kill(process.pid, signal));
clearInterval(alive);
