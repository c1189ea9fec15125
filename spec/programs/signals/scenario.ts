// scenario <steps as JSON>: does one step after the other, and tells which captures were sent a request, and which watches have heard a signal.
//
//     open a SIGINT,SIGTERM {"exclusive":true}     watch w SIGHUP     close a     show a
//     send SIGINT (as from outside)     raise SIGINT     abort a SIGINT (with an interrupt)     wait 80
//     block 300 SIGINT (sends it, and then blocks the event loop)     send SIGINT SIGTERM (in one turn)
//     soon SIGTERM (as send, within 50 ms of the last request; exits with 99 where the machine was too busy for that)
import diagnostics from 'node:diagnostics_channel';
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { captureSignals, findInterrupt, InterruptError, raiseSignal, watchSignals, type SignalCapture, type SignalName } from 'capture-signals';
import { dispatched } from '../../support/in-flight.ts';

const say = (text: string): void => void writeSync(1, `${text}\n`);
const captures = new Map<string, SignalCapture>();
/** The diagnostics channels describe a scope by its id. */
const ids = new Map<number, string>();
let openedId = 0;
diagnostics.subscribe('capture-signals:opened', (message) => (openedId = (message as { id: number }).id));

let requestedAt = 0;
diagnostics.subscribe('capture-signals:requested', (message) => {
  requestedAt = performance.now();
  const { id, signal, prevented } = message as { id: number; signal: string; prevented: boolean };
  say(`${ids.get(id)}: ${signal}${prevented ? ', prevented' : ''}`);
});

const namesOf = (list: string): SignalName[] => list.split(',') as SignalName[];
const kill = (signal: string): void => void process.kill(process.pid, signal as NodeJS.Signals);

const verbs: Record<string, (...words: string[]) => unknown> = {
  open(name, signals, options = '{}') {
    const { prevents, parent, ...rest } = JSON.parse(options) as { prevents?: boolean; parent?: string };
    const signal = parent === undefined ? {} : { signal: captures.get(parent)!.signal };
    const capture = captureSignals(namesOf(signals!), { ...rest, ...signal, ...(prevents && { onSignal: (event) => event.preventDefault() }) });
    captures.set(name!, capture);
    ids.set(openedId, name!);
    capture.signal.addEventListener('abort', () => {}); // so that an interrupt is seen
  },
  watch(name, signals) {
    void (async () => {
      for await (const signal of watchSignals(namesOf(signals!))) say(`${name}: ${signal}`);
    })();
  },
  async close(name) {
    await captures.get(name!)!.close().catch((error: unknown) => say(`${name} throws ${findInterrupt(error)?.signal}`));
  },
  show: (name) => say(inspect(captures.get(name!))),
  abort: (name, signal) => captures.get(name!)!.abort(new InterruptError(signal as SignalName)),
  wait: (ms) => sleep(Number(ms)),
  raise: (signal) => raiseSignal(signal as SignalName),
  send: (...signals) => signals.forEach(kill),
  soon(signal) {
    if (performance.now() - requestedAt > 45) process.exit(99);
    kill(signal!);
  },
  block(ms, ...signals) {
    signals.forEach(kill);
    for (const until = performance.now() + Number(ms); performance.now() < until;);
  },
};

process.on('exit', (code) => say(`exit ${code}`));
for (const step of JSON.parse(process.argv[2]!) as string[]) {
  const [verb, ...words] = step.split(' ');
  await verbs[verb!]!(...words);
  await dispatched();
}
process.exit();
