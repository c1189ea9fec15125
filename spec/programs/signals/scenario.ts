// scenario <steps as JSON>: does one step after the other, and tells which captures were sent a request, and which watches have heard a signal.
//
//     open a SIGINT,SIGTERM {"exclusive":true}     open a SIGINT {"opens":"b:SIGINT"} (in onSignal)     watch w SIGHUP     close a     show a
//     send SIGINT (as from outside)     raise SIGINT     abort a SIGINT (with an interrupt)     wait 80
//     block 300 SIGINT (sends it, and then blocks the event loop)     send SIGINT SIGTERM (in one turn)
//     soon SIGTERM (as send, within 50 ms of the last request; exits with 99 where the machine is too busy to be sure of that)
import diagnostics from 'node:diagnostics_channel';
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { captureSignals, findInterrupt, InterruptError, raiseSignal, watchSignals, type SignalCapture, type SignalEvent, type SignalName } from 'capture-signals';
import { dispatched, windowsEnded } from '../../support/in-flight.ts';
import { block } from '../../support/blocked.ts';

const say = (text: string): void => void writeSync(1, `${text}\n`);
const captures = new Map<string, SignalCapture>();
/** The diagnostics channels describe a scope by its id. */
const ids = new Map<number, string>();
let openedId = 0;
diagnostics.subscribe('capture-signals:opened', (message) => (openedId = (message as { id: number }).id));

diagnostics.subscribe('capture-signals:requested', (message) => {
  const { id, signal, prevented } = message as { id: number; signal: string; prevented: boolean };
  say(`${ids.get(id)}: ${signal}${prevented ? ', prevented' : ''}`);
});

const namesOf = (list: string): SignalName[] => list.split(',') as SignalName[];
const kill = (signal: string): void => void process.kill(process.pid, signal as NodeJS.Signals);

/** When the last request was sent, and not when it was heard, which is later. */
let sentAt = 0;
function giveUpWhereLate(): void {
  if (performance.now() - sentAt > 35) process.exit(99);
}

const verbs: Record<string, (...words: string[]) => unknown> = {
  open(name, signals, options = '{}') {
    const { prevents, opens, parent, ...rest } = JSON.parse(options) as { prevents?: boolean; opens?: string; parent?: string };
    const onSignal = (event: SignalEvent): void => {
      if (opens !== undefined) verbs['open']!(...opens.split(':'));
      if (prevents) event.preventDefault();
    };
    const signal = parent === undefined ? {} : { signal: captures.get(parent)!.signal };
    const capture = captureSignals(namesOf(signals!), { ...rest, ...signal, ...((prevents || opens !== undefined) && { onSignal }) });
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
  wait: (ms) => sleep(Number(ms)).then(windowsEnded),
  raise: (signal) => raiseSignal(signal as SignalName),
  send(...signals) {
    sentAt = performance.now();
    signals.forEach(kill);
  },
  soon(signal) {
    giveUpWhereLate();
    kill(signal!);
    giveUpWhereLate();
  },
  block(ms, ...signals) {
    signals.forEach(kill);
    block(Number(ms));
  },
};

process.on('exit', (code) => say(`exit ${code}`));
for (const step of JSON.parse(process.argv[2]!) as string[]) {
  const [verb, ...words] = step.split(' ');
  await verbs[verb!]!(...words);
  await dispatched();
}
process.exit();
