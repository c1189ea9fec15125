// Says again what it hears on stdin, and which signals; ends with its stdin.
process.on('SIGINT', () => console.log('heard SIGINT'));
process.stdin.setEncoding('utf8').on('data', (text) => console.log(`heard ${String(text).trim()}`));
process.stdin.on('end', () => process.exit(Number(process.argv[2] ?? 0)));
console.log('ready');
