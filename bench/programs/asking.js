// asking.js <connections> <requests a second, or 0> <seconds> <port>...: keeps so many connections to each server, and asks the servers in turns, so that what
// disturbs one disturbs the other; with 0 on all connections at a time, each as soon as it has been answered. Says when all are connected. At each line of input it
// asks, and gives for each server the count of answers and the p99 of the latencies in JSON. It keeps the connections until its input ends.
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../support/statistics.js';

const [count, rate, seconds, ...ports] = process.argv.slice(2).map(Number);
const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const AT_ONCE = 20;

class Connection {
  #askedAt = 0;
  isAsking = false;
  onAnswer = () => {};

  constructor(socket, latencies) {
    this.socket = socket;
    socket.setNoDelay(true).on('data', (data) => {
      if (!data.includes('answer')) return;
      latencies.push(performance.now() - this.#askedAt);
      this.isAsking = false;
      this.onAnswer();
    });
  }

  ask() {
    if (this.isAsking) return;
    this.isAsking = true;
    this.#askedAt = performance.now();
    this.socket.write(REQUEST);
  }
}

const servers = ports.map((port) => ({ port, latencies: [], connections: [] }));
for (const { port, latencies, connections } of servers) {
  for (let i = 0; i < count; i += 100) {
    const sockets = Array.from({ length: Math.min(100, count - i) }, () => connect(port, '127.0.0.1'));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    connections.push(...sockets.map((socket) => new Connection(socket, latencies)));
  }
}
console.log('connected');

async function ask() {
  for (const { latencies } of servers) latencies.length = 0;
  const begin = performance.now();
  const isOver = () => performance.now() > begin + seconds * 1000;
  if (rate === 0) {
    for (const connection of servers.flatMap(({ connections }) => connections)) {
      connection.onAnswer = () => isOver() || connection.ask();
      connection.ask();
    }
    await sleep(seconds * 1000);
  } else {
    for (let asked = 0; !isOver(); await sleep(1)) {
      const due = Math.floor(((performance.now() - begin) * rate) / 1000);
      // A machine that has stopped this process for a while has not asked meanwhile: a burst would measure that.
      for (asked = Math.max(asked, due - AT_ONCE); asked < due; asked++) {
        for (const { connections } of asked % 2 === 0 ? servers : [...servers].reverse()) connections[asked % count].ask();
      }
    }
  }
  await sleep(100);
  return servers.map(({ latencies }) => ({ answered: latencies.length, p99: quantile(latencies, 0.99) }));
}

let times = 0;
for await (const _ of createInterface({ input: process.stdin })) console.log(`asked ${++times} ${JSON.stringify(await ask())}`);
process.exit();
