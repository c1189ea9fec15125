import { happens, line, type Row } from './out-of-work/happens.ts';

const ROWS: Record<string, Record<string, Row>> = {
  'closes a scope whose closing has not begun, and leaves the exit code to the runtime, when the program': {
    'awaits what nobody settles': { end: 'unsettled', stdout: 'cleaned up\n', inAll: true },
    'races what nobody settles': { end: 0, stdout: 'cleaned up\n' },
    'has an exit code': { end: 7, stdout: 'cleaned up\n' },
    'has fake timers': { end: 'unsettled', stdout: 'cleaned up\n' },
    'takes uncaught errors, and has none': { end: 'unsettled', stdout: 'cleaned up\n' },
    'was interrupted, and has taken it': { end: 'unsettled', stdout: 'took SIGTERM\ncleaned up\n' },
    'hangs in what it caught': { end: 'unsettled', stdout: 'cleaned up\n' },
    'is closed by hand, beside an older one': { end: 'unsettled', stdout: 'cleaned up\nthe older has cleaned up\n' },
    'closes the older one itself as the newer is closed, and catches what that throws': { end: 0, stdout: 'caught: the disk is full\n' },
    'has a cleanup that waits for the promise': { end: 'unsettled', stdout: 'told undefined\n' },
    'has a listener that finds work': { end: 'unsettled', stdout: 'more work\ncleaned up\nmore work\n' },
    'has a listener that goes on for ever': { end: 4, stdout: 'cleaned up\n' },
    'calls exit instead': { end: 3, stdout: '' },
  },
  'tells what closing throws as the uncaught error that it is, when the program': {
    'has two scopes whose cleanups fail': { end: 1, stdout: 'the newer has cleaned up\nthe older has cleaned up\n', stderr: /the disk is full[^]*the net is down/ },
    'has a cleanup that exceeds its own deadline': { end: 1, stdout: 'cleaned up\n', stderr: /AbortError/, inAll: true },
    'has a cleanup that uses the signal of its scope': { end: 1, stdout: 'cleaned up\n', stderr: /The scope has closed|The operation was aborted/ },
    'has a cleanup that fails, and floats what closing aborts': { end: 1, stdout: 'cleaned up\n', stderr: /^(?![^]*The scope has closed)[^]*the disk is full/ },
    'was cancelled without a reason, beside an older scope': { end: 1, stdout: 'cleaned up\nthe older has cleaned up\n', stderr: /AbortError/ },
    'has a block that ends when its cleanup fails, beside an older scope': { end: 1, stdout: 'cleaned up\nthe older has cleaned up\n', stderr: /the disk is full/, how: 'run' },
    'has a cleanup that fails, where somebody listens for uncaught errors': { end: 'unsettled', stdout: 'cleaned up\nuncaught: the disk is full\n' },
    'has a failed task and an interrupted scope beside': { end: 1, stdout: 'cleaned up\nthe other has cleaned up\n', stderr: /the disk is full/ },
    'was cancelled, has let that go beside, and was interrupted': { end: 1, stdout: 'cleaned up\n', stderr: /the disk is full/, how: 'run' },
    'was interrupted, where somebody listens for uncaught errors': { end: 'unsettled', stdout: 'cleaned up\nuncaught: Interrupted by SIGTERM\n' },
    'was cancelled, and interrupted then, with a drain': { end: 'SIGTERM', stdout: 'cleaned up\n', how: 'nobody' },
    'has removed all listeners': { end: 'SIGTERM', stdout: 'cleaned up\n' },
  },
  'ends a scope that is closing as grace would, with a line, when the program': {
    'hangs in a cleanup': { end: 13, stdout: '', stderr: line('; cleanups: pool, [^\\n]*console.log\\(text\\)'), inAll: true },
    'hangs in a cleanup, cancelled': { end: 13, stdout: '', stderr: line('; cleanups: pool') },
    'hangs in a cleanup without a name': { end: 'SIGINT', stdout: '', stderr: line(' after SIGINT; cleanups: \\(\\) ?=> ?new Promise[^\\n]*') },
    'hangs in a task, interrupted': { end: 'SIGHUP', stdout: '', stderr: line(' after SIGHUP; tasks: upload') },
    'hangs beside one whose cleanup fails': { end: 1, stdout: '', stderr: line('; failure: Error: the disk is full; cleanups: pool') },
    'hangs beside one whose cleanups fail': { end: 1, stdout: '', stderr: line('; failure: Error: the net is down, Error: the disk is full; cleanups: pool') },
    'hangs beside one that was interrupted': { end: 'SIGTERM', stdout: '', stderr: line(' after SIGTERM; cleanups: pool') },
    'hangs, with an exit code': { end: 13, stdout: '', stderr: line('; cleanups: pool') },
    'hangs where somebody listens for uncaught errors': { end: 'SIGTERM', stdout: '', stderr: line(' after SIGTERM; cleanups: pool') },
    'hangs for a while': { end: 'SIGTERM', stdout: '', stderr: line(' after SIGTERM; cleanups: pool'), how: 'await using' },
    'hangs with a grace': { end: 'SIGTERM', stdout: '', stderr: /^capture-signals: still open 150 ms after SIGTERM; cleanups: pool(; resources: [^\n]*)?\n$/ },
  },
  'is not reached before a signal of its own has arrived, when the program': {
    'raises from an immediate': { end: 'SIGTERM', stdout: 'cleaned up\n' },
    'raises at once': { end: 'SIGTERM', stdout: 'cleaned up\n' },
    'raises when a prompt closes': { end: 'SIGTERM', stdout: 'cleaned up\n' },
    'raises when stdin ends': { end: 'SIGTERM', stdout: 'cleaned up\n' },
    'raises before exit': { end: 'SIGTERM', stdout: 'cleaned up\n' },
    'raises in a microtask': { end: 'SIGTERM', stdout: 'cleaned up\n' },
  },
};

describe('To run out of work', () => {
  for (const [what, rows] of Object.entries(ROWS)) happens(what, rows);
});
