// asking.js <port> <connections> <requests a second, or 0> <seconds>: keeps so many connections to a server, and asks on one after the other; with 0 on all of
// them at a time, each as soon as it has been answered. Says when all are connected, waits for input, and gives the latencies and the count in JSON.
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../support/statistics.js';

const [port, count, rate, seconds] = process.argv.slice(2).map(Number);
const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const AT_ONCE = 20;
const latencies = [];

class Connection {
  #askedAt = 0;
  isAsking = false;
  onAnswer = () => {};

  constructor(socket) {
    this.socket = socket;
    socket.setNoDelay(true).on('data', (data) => {
      if (!data.includes('answer')) return;
      latencies.push(performance.now() - this.#askedAt);
      this.isAsking = false;
      this.onAnswer();
    });
  }

  ask() {
    this.isAsking = true;
    this.#askedAt = performance.now();
    this.socket.write(REQUEST);
  }
}

const connections = [];
for (let i = 0; i < count; i += 100) {
  const sockets = Array.from({ length: Math.min(100, count - i) }, () => connect(port, '127.0.0.1'));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  connections.push(...sockets.map((socket) => new Connection(socket)));
}
console.log('connected');
await once(process.stdin, 'data');
const end = performance.now() + seconds * 1000;
if (rate === 0) {
  for (const connection of connections) {
    connection.onAnswer = () => performance.now() < end && connection.ask();
    connection.ask();
  }
  await sleep(seconds * 1000);
} else {
  const begin = performance.now();
  for (let asked = 0; performance.now() < end; await sleep(1)) {
    const due = Math.floor(((performance.now() - begin) * rate) / 1000);
    // A machine that has stopped this process for a while has not asked meanwhile: a burst would measure that.
    for (asked = Math.max(asked, due - AT_ONCE); asked < due; asked++) {
      const connection = connections[asked % count];
      if (!connection.isAsking) connection.ask();
    }
  }
}
await sleep(100);
process.stdout.write(`${JSON.stringify({ answered: latencies.length, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) })}\n`, () => process.exit());
