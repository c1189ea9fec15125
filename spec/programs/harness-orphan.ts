// Leaves a descendant behind: in its own process group, or, with `away`, in a session of its own.
import { spawn } from 'node:child_process';

const orphan = spawn('sleep', ['600'], { stdio: 'ignore', detached: process.argv[2] === 'away' });
orphan.unref();
console.log(`left ${orphan.pid}`);
