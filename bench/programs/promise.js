// promise.js <peer> <work> <cleanup> [deadlineMs] [scopes]: one program, written with that peer, for one promise to be tried.
import { loadPeer } from '../support/peers.js';

const [name, workName, cleanupName, deadline = '', scopes = '1'] = process.argv.slice(2);
const { run } = await loadPeer(name);
const say = (text) => process.stdout.write(`${text}\n`);

function busy(ms) {
  for (const end = performance.now() + ms; performance.now() < end; );
}

function stayAlive() {
  const timer = setInterval(() => {}, 1000);
  return () => clearInterval(timer);
}

const works = {
  /** Busy with something for ever, until it is told to stop. */
  forever: ({ signal }) =>
    new Promise((_, reject) => {
      const end = stayAlive();
      signal?.addEventListener('abort', () => {
        end();
        reject(signal.reason);
      });
      say('ready');
    }),
  /** Has nothing to do but wait for the signal. */
  waiting: ({ untilSignal }) => {
    const waiting = untilSignal();
    say('ready');
    return waiting;
  },
  /** A signal arrives in the last millisecond of a busy piece of work, which then ends normally. */
  inFlight: async () => {
    busy(5);
    process.kill(process.pid, 'SIGTERM');
  },
  /** Ends at once. */
  short: async () => {},
};

const cleanups = {
  none: async () => {},
  quick: () => new Promise((resolve) => setTimeout(resolve, 20)),
  slow: (index) => new Promise((resolve) => setTimeout(resolve, index === 0 ? 150 : 50)),
  hung: () => new Promise(stayAlive),
  blocked: async () => busy(60_000),
  chatty: async () => void process.stdout.write('x'.repeat(1 << 20)),
};

const options = deadline === '' ? {} : { deadlineMs: Number(deadline) };
const scope = (index) =>
  run(
    works[workName],
    async () => {
      say('cleaning');
      await cleanups[cleanupName](index);
      say('cleaned');
    },
    options,
  );

await Promise.all(Array.from({ length: Number(scopes) }, (_, index) => scope(index)));
say('closed');
if (workName === 'short') stayAlive();
if (workName === 'inFlight') await new Promise((resolve) => setTimeout(resolve, 50));
say('went on');
