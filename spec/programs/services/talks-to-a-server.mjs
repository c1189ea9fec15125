// The client of a server on stdin and stdout, which is the command that it is given. It asks for something long, prints what it reads, and heeds no signal.
import { spawn } from 'node:child_process';

const [command, ...args] = process.argv.slice(2);
const server = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
server.stdout.setEncoding('utf8').once('data', () => {
  server.stdin.write('{ "id": 2, "method": "sleep", "params": 600000 }\n{ "id": 3, "method": "echo", "params": "asked" }\n');
  server.stdout.once('data', () => console.log('ready'));
});
server.stdin.write('{ "id": 1, "method": "echo", "params": "hello" }\n');
