/** What steps, as `programs/signals/scenario` lists them, make heard, and the signal that the process dies by, where it does. */
export interface Row {
  readonly steps: readonly string[];
  readonly heard: readonly string[];
  readonly dies?: NodeJS.Signals;
}

/** A window that does not end by itself, and one that is over after a while. */
const LONG = '"repeatMs":60000';
const SHORT = '"repeatMs":120';
/** Later than a launcher relays; and later than the short window. */
const LATER = 'wait 90';
const AFTER = 'wait 200';

export const ROWS: Record<string, Record<string, Row>> = {
  'A repeat for the whole process is': {
    'the same signal within the window, also for a capture behind an exclusive one': {
      steps: ['open program SIGINT', `open command SIGINT {"exclusive":true,${LONG}}`, 'send SIGINT', LATER, 'send SIGINT'],
      heard: ['command: SIGINT'],
    },
    'the same signal within the window, also for a capture behind an exclusive one that has closed': {
      steps: ['open program SIGINT', `open command SIGINT {"exclusive":true,${LONG}}`, 'send SIGINT', 'close command', LATER, 'send SIGINT'],
      heard: ['command: SIGINT'],
    },
    'the same signal within the window, also for a capture that is opened later, when nobody is interrupted any more': {
      steps: [`open command SIGINT {${LONG}}`, 'send SIGINT', 'close command', 'open next SIGINT', LATER, 'send SIGINT'],
      heard: ['command: SIGINT'],
    },
    'any captured signal within 50 ms of the request, whoever captures it': {
      steps: ['open program SIGTERM', `open command SIGINT {${LONG}}`, 'send SIGINT', 'soon SIGTERM'],
      heard: ['command: SIGINT'],
    },
    'any captured signal within 50 ms, also when the scope has closed and nobody else listens': {
      steps: [`open command SIGINT,SIGTERM {${LONG}}`, 'send SIGINT', 'close command', 'soon SIGTERM'],
      heard: ['command: SIGINT'],
    },
    'what either of two has captured, when both have closed': {
      steps: ['open outer SIGINT', 'open inner SIGINT,SIGTERM', 'send SIGINT', 'close inner', 'close outer', 'soon SIGTERM'],
      heard: ['inner: SIGINT', 'outer: SIGINT'],
    },
    'what either of two has captured, when both have closed, the other way round': {
      steps: ['open outer SIGINT,SIGTERM', 'open inner SIGINT', 'send SIGINT', 'close inner', 'close outer', 'soon SIGTERM'],
      heard: ['inner: SIGINT', 'outer: SIGINT'],
    },
    'any captured signal within 50 ms of one that was prevented': {
      steps: [`open program SIGINT,SIGTERM {"prevents":true,${LONG}}`, 'send SIGINT', 'soon SIGTERM'],
      heard: ['program: SIGINT, prevented'],
    },
    'not a different signal that comes when the window, shorter than 50 ms, is over': {
      steps: ['open program SIGTERM', 'open command SIGINT {"repeatMs":5}', 'send SIGINT', 'wait 25', 'send SIGTERM'],
      heard: ['command: SIGINT', 'program: SIGTERM'],
    },
    'not the same signal when the window is over: an older capture hears it': {
      steps: ['open program SIGTERM', `open command SIGTERM {"exclusive":true,${SHORT}}`, 'send SIGTERM', AFTER, 'send SIGTERM'],
      heard: ['command: SIGTERM', 'program: SIGTERM'],
    },
    'one that was sent within the window and is dispatched late, from behind a blocked loop': {
      steps: ['open program SIGINT', `open command SIGINT {"exclusive":true,${SHORT}}`, 'send SIGINT', 'block 400 SIGINT'],
      heard: ['command: SIGINT'],
    },
    'with repeatMs 0 only what is dispatched in the same turn': {
      steps: ['open program SIGTERM', 'open command SIGTERM,SIGINT {"exclusive":true,"repeatMs":0}', 'send SIGTERM SIGINT', 'send SIGTERM'],
      heard: ['command: SIGTERM', 'program: SIGTERM'],
    },
  },
  'What an interrupted scope swallows is hidden from nobody who did not hear the request': {
    'a different signal, from one behind an exclusive scope': {
      steps: ['open program SIGINT,SIGTERM', `open command SIGINT,SIGTERM {"exclusive":true,${LONG}}`, 'send SIGINT', LATER, 'send SIGTERM', 'show command'],
      heard: ['command: SIGINT', 'program: SIGTERM', 'SignalCapture { SIGINT, SIGTERM: interrupted by SIGINT }'],
    },
    'a different signal, from one that does not capture the first': {
      steps: ['open program SIGTERM', `open command SIGINT,SIGTERM {${LONG}}`, 'send SIGINT', LATER, 'send SIGTERM'],
      heard: ['command: SIGINT', 'program: SIGTERM'],
    },
    'a different signal, from one that had prevented the request: it is a second request': {
      steps: [`open program SIGINT,SIGTERM {"prevents":true,${LONG}}`, `open command SIGINT,SIGTERM {${LONG}}`, 'send SIGINT', LATER, 'send SIGTERM'],
      heard: ['command: SIGINT', 'program: SIGINT, prevented', 'program: SIGTERM, prevented'],
    },
    'a different signal, from an older one, although a newer one has joined the window': {
      steps: ['open program SIGTERM', `open command SIGINT {${LONG}}`, 'send SIGINT', 'open saving SIGINT,SIGTERM', LATER, 'send SIGTERM', 'show saving'],
      heard: ['command: SIGINT', 'program: SIGTERM', 'SignalCapture { SIGINT, SIGTERM: open }'],
    },
    'but it is from those that the request has interrupted: machines repeat themselves': {
      steps: [`open program SIGINT,SIGTERM,SIGHUP {${SHORT}}`, 'send SIGINT', LATER, 'send SIGTERM', AFTER, 'send SIGHUP', 'send SIGTERM', 'show program'],
      heard: ['program: SIGINT', 'SignalCapture { SIGINT, SIGTERM, SIGHUP: interrupted by SIGINT }'],
    },
    'each is a request of its own, to whoever is left': {
      steps: [
        'open one SIGINT,SIGTERM,SIGHUP', 'open two SIGINT,SIGTERM {"exclusive":true}', 'open three SIGINT {"exclusive":true}',
        'send SIGINT', LATER, 'send SIGTERM', LATER, 'send SIGHUP',
      ],
      heard: ['three: SIGINT', 'two: SIGTERM', 'one: SIGHUP'],
    },
  },
  'A capture that is opened while a scope is interrupted': {
    'joins its window: whatever comes within is a repeat': {
      steps: [`open command SIGINT {${LONG}}`, 'send SIGINT', 'open saving SIGINT,SIGTERM', LATER, 'send SIGINT', 'send SIGTERM', 'show saving'],
      heard: ['command: SIGINT', 'SignalCapture { SIGINT, SIGTERM: open }'],
    },
    'joins it also where `onSignal` opens it': {
      steps: [`open command SIGINT {"opens":"saving:SIGINT,SIGTERM",${LONG}}`, 'send SIGINT', LATER, 'send SIGTERM', 'show saving'],
      heard: ['command: SIGINT', 'SignalCapture { SIGINT, SIGTERM: open }'],
    },
    'but not where that prevents the request': {
      steps: [`open command SIGINT {"prevents":true,"opens":"saving:SIGTERM",${LONG}}`, 'send SIGINT', LATER, 'send SIGTERM'],
      heard: ['command: SIGINT, prevented', 'saving: SIGTERM'],
    },
    'hears when the window is over': {
      steps: [`open command SIGINT {${SHORT}}`, 'send SIGINT', 'open saving SIGINT,SIGTERM', AFTER, 'send SIGTERM'],
      heard: ['command: SIGINT', 'saving: SIGTERM'],
    },
    'hears a different signal when nobody is interrupted any more': {
      steps: [`open command SIGINT {${LONG}}`, 'send SIGINT', 'open saving SIGINT,SIGTERM', 'close command', LATER, 'send SIGINT', 'send SIGTERM'],
      heard: ['command: SIGINT', 'saving: SIGTERM'],
    },
    'hears SIGINT when the window is over, which kills only where nobody does': {
      steps: [`open command SIGINT {${SHORT}}`, 'send SIGINT', `open saving SIGINT {${SHORT}}`, AFTER, 'send SIGINT', AFTER, 'send SIGINT'],
      heard: ['command: SIGINT', 'saving: SIGINT'],
      dies: 'SIGINT',
    },
  },
  'Of several windows the longest counts': {
    'of an outer scope, for what its cleanup opens': {
      steps: [`open outer SIGINT {${LONG}}`, `open inner SIGINT {${SHORT}}`, 'send SIGINT', 'open saving SIGINT', AFTER, 'send SIGINT', 'show saving'],
      heard: ['inner: SIGINT', 'outer: SIGINT', 'SignalCapture { SIGINT: open }'],
    },
    'of an inner scope, for what its cleanup opens': {
      steps: [`open outer SIGINT {${SHORT}}`, `open inner SIGINT {${LONG}}`, 'send SIGINT', 'open saving SIGINT', AFTER, 'send SIGINT', 'show saving'],
      heard: ['inner: SIGINT', 'outer: SIGINT', 'SignalCapture { SIGINT: open }'],
    },
    'of two that have closed': {
      steps: [`open outer SIGINT {${LONG}}`, `open inner SIGINT {${SHORT}}`, 'send SIGINT', 'close inner', 'close outer', AFTER, 'send SIGINT'],
      heard: ['inner: SIGINT', 'outer: SIGINT'],
    },
    'of two requests': {
      steps: [
        `open program SIGTERM {${LONG}}`, `open command SIGINT {"exclusive":true,${SHORT}}`, 'send SIGTERM', LATER, 'send SIGINT', 'open saving SIGHUP', AFTER, 'send SIGHUP',
        'show saving',
      ],
      heard: ['program: SIGTERM', 'command: SIGINT', 'SignalCapture { SIGHUP: open }'],
    },
    'until it is over': {
      steps: ['open outer SIGINT {"repeatMs":300}', `open inner SIGINT {${SHORT}}`, 'send SIGINT', 'open saving SIGINT', 'wait 400', 'send SIGINT'],
      heard: ['inner: SIGINT', 'outer: SIGINT', 'saving: SIGINT'],
    },
  },
  'Once nobody is interrupted': {
    'a different signal does what it did before where no capture is open': {
      steps: [`open command SIGINT,SIGTERM {${LONG}}`, 'send SIGINT', 'close command', LATER, 'send SIGTERM'],
      heard: ['command: SIGINT'],
      dies: 'SIGTERM',
    },
    'a different signal is a request where one is': {
      steps: ['open program SIGTERM', `open command SIGINT,SIGTERM {"exclusive":true,${LONG}}`, 'send SIGINT', 'close command', LATER, 'send SIGTERM'],
      heard: ['command: SIGINT', 'program: SIGTERM'],
    },
    'a different signal is a request to a capture that has prevented the first': {
      steps: [`open program SIGINT,SIGTERM {"prevents":true,${LONG}}`, 'send SIGINT', LATER, 'send SIGTERM', LATER, 'send SIGINT'],
      heard: ['program: SIGINT, prevented', 'program: SIGTERM, prevented'],
    },
    'the same signal does what it did before when the window is over': {
      steps: [`open command SIGTERM {${SHORT}}`, 'send SIGTERM', 'close command', AFTER, 'send SIGTERM'],
      heard: ['command: SIGTERM'],
      dies: 'SIGTERM',
    },
    'the same signal is a request once more when the window of one that was prevented is over': {
      steps: [`open program SIGINT {"prevents":true,${SHORT}}`, 'send SIGINT', AFTER, 'send SIGINT'],
      heard: ['program: SIGINT, prevented', 'program: SIGINT, prevented'],
    },
    'what the program raises itself is a request': {
      steps: ['open program SIGINT', `open command SIGINT {"exclusive":true,${LONG}}`, 'send SIGINT', 'close command', 'raise SIGINT'],
      heard: ['command: SIGINT', 'program: SIGINT'],
    },
    'what the program raises itself is a request, also to the one that has prevented the first': {
      steps: [`open program SIGINT {"prevents":true,${LONG}}`, 'send SIGINT', 'raise SIGINT'],
      heard: ['program: SIGINT, prevented', 'program: SIGINT, prevented'],
    },
    'what the program raises itself does what it did before where no capture is open': {
      steps: [`open command SIGINT {${LONG}}`, 'send SIGINT', 'close command', 'raise SIGINT'],
      heard: ['command: SIGINT', 'exit 130'],
      dies: 'SIGINT',
    },
    'not before: what the program raises while a scope is interrupted is a repeat': {
      steps: ['open program SIGINT', `open command SIGINT {"exclusive":true,${LONG}}`, 'send SIGINT', 'raise SIGINT'],
      heard: ['command: SIGINT'],
    },
    'not before: the scope that is left was interrupted by its parent, which has closed': {
      steps: [`open program SIGINT {${LONG}}`, 'open child SIGUSR2 {"parent":"program"}', 'send SIGINT', 'close program', 'raise SIGINT', 'show child'],
      heard: ['program: SIGINT', 'SignalCapture { SIGUSR2: interrupted by SIGINT }'],
    },
  },
  'An exclusive capture': {
    'keeps older ones from hearing its own signals, and no others': {
      steps: ['open program SIGINT,SIGTERM', 'open command SIGINT {"exclusive":true}', 'send SIGTERM', LATER, 'send SIGINT'],
      heard: ['program: SIGTERM', 'command: SIGINT'],
    },
    'keeps newer ones from nothing': {
      steps: ['open command SIGINT {"exclusive":true}', 'open newer SIGINT', 'send SIGINT'],
      heard: ['newer: SIGINT', 'command: SIGINT'],
    },
    'keeps nobody from hearing once it has closed': {
      steps: ['open program SIGTERM', 'open command SIGTERM {"exclusive":true}', 'close command', 'send SIGTERM'],
      heard: ['program: SIGTERM'],
    },
    'keeps older ones from hearing also what it prevents': {
      steps: ['open program SIGTERM', 'open command SIGTERM {"exclusive":true,"prevents":true}', 'send SIGTERM', LATER, 'show program'],
      heard: ['command: SIGTERM, prevented', 'SignalCapture { SIGTERM: open }'],
    },
    'keeps no watch from hearing': {
      steps: ['watch reload SIGTERM', 'open command SIGTERM {"exclusive":true}', 'send SIGTERM', 'send SIGTERM'],
      heard: ['command: SIGTERM', 'reload: SIGTERM', 'reload: SIGTERM'],
    },
  },
  'abort() with an interrupt': {
    'is a request': {
      steps: ['open program SIGTERM', 'abort program SIGTERM', 'show program'],
      heard: ['SignalCapture { SIGTERM: interrupted by SIGTERM }'],
    },
    'opens no window: others hear the same signal at once': {
      steps: ['open other SIGTERM', 'open program SIGTERM', 'abort program SIGTERM', 'send SIGTERM'],
      heard: ['other: SIGTERM'],
    },
    'opens no window: when the scope has closed the same signal does what it did before': {
      steps: ['open program SIGTERM', 'abort program SIGTERM', 'close program', 'send SIGTERM'],
      heard: [],
      dies: 'SIGTERM',
    },
    'keeps swallowing until the scope has closed, as every request does': {
      steps: ['open program SIGTERM', 'abort program SIGTERM', 'send SIGTERM', LATER, 'send SIGTERM', 'show program'],
      heard: ['SignalCapture { SIGTERM: interrupted by SIGTERM }'],
    },
    'holds nothing when its scope has closed, nor does the signal after it: what the program raises ends it': {
      steps: [`open program SIGINT,SIGTERM {${LONG}}`, 'abort program SIGTERM', 'send SIGINT', 'close program', 'raise SIGINT'],
      heard: ['exit 130'],
      dies: 'SIGINT',
    },
    'does not make a program immune: the Ctrl-C after the window of the next one kills': {
      steps: [`open program SIGINT,SIGTERM {${SHORT}}`, 'abort program SIGTERM', 'send SIGINT', AFTER, 'send SIGINT'],
      heard: [],
      dies: 'SIGINT',
    },
  },
};

/** A world of a spec's own has no loop that could be blocked while signals come. */
export const isOfAProcess = ({ steps }: Row): boolean => steps.some((step) => step.startsWith('block'));
