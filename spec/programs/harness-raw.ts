// Puts the terminal into raw mode, and at `c` back into the cooked one.
process.stdin.setRawMode(true);
process.stdin.on('data', (keys) => {
  console.log(`pressed ${keys.toString('hex')}`);
  if (keys.toString() === 'c') process.stdin.setRawMode(false);
  if (keys.toString() === 'q') process.kill(process.pid, 'SIGKILL');
});
console.log('ready');
