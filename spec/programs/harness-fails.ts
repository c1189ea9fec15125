// Ends before it is ready.
process.stderr.write('no luck\n');
process.exitCode = 3;
