// send-flood.js <pid> <count>: sends SIGTERM as fast as it can.
const [pid, count] = process.argv.slice(2).map(Number);
for (let i = 0; i < count; i++) process.kill(pid, 'SIGTERM');
process.stdout.write('{}');
