// import.js [specifier]: CPU time of the whole process until the module is there, in milliseconds.
const [specifier] = process.argv.slice(2);
if (specifier) await import(specifier);
const { user, system } = process.cpuUsage();
process.stdout.write(JSON.stringify({ cpu: (user + system) / 1000 }));
