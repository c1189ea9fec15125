// A child without this package: says what it is told, and takes some time to clean up at the first; a second signal of the kind kills.
const hangs = process.argv[2] === 'hangs';
const alive = setInterval(() => {}, 1000);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    console.log(`The child heard ${signal}`);
    if (hangs) return;
    setTimeout(() => {
      console.log('The child has cleaned up');
      clearInterval(alive);
      process.exitCode = 7;
    }, 200);
  });
}
console.log('The child works');
