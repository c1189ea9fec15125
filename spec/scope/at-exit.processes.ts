import { shown } from '../support/shown-errors.ts';
import { ALL, AT_EXIT, holds, type Row } from './at-exit/cleanups.ts';

const BUG = shown('a bug');

const ROWS: Record<string, Record<string, Row>> = {
  'runs once, at closing, as any other, when the scope closes: by': {
    'process.exit(3) behind a closed scope': { end: 3, stdout: `${ALL}exit 3\n` },
    'an exception of the block': { end: 1, stdout: `${ALL}exit 1\n`, stderr: BUG },
    'the end of work': { end: 0, stdout: `${ALL}exit 0\n` },
  },
  "runs once, from 'exit', and those that were not to are left alone: by": {
    'process.exit()': { end: 0, stdout: `exit 0\n${AT_EXIT}` },
    'process.exit(3) of a library, later': { end: 3, stdout: `exit 3\n${AT_EXIT}` },
    'process.exitCode, then process.exit()': { end: 5, stdout: `exit 5\n${AT_EXIT}` },
    'process.exit(3) in an abort listener': { end: 3, stdout: `exit 3\n${AT_EXIT}` },
    'process.exit(3) in the first cleanup': { end: 3, stdout: `exit 3\n${AT_EXIT}` },
    'process.exit(3) on a signal of its own': { end: 3, stdout: `exit 3\nlater\n${AT_EXIT}` },
    'an exception at the top level': { end: 1, stdout: `exit 1\n${AT_EXIT}`, stderr: BUG },
    'the interrupt of another scope': { end: 'SIGUSR2', stdout: `exit 140\n${AT_EXIT}` },
    'the end of its grace, before it closes': { end: 'SIGTERM', stdout: `exit 143\n${AT_EXIT}`, stderr: /^capture-signals: still open 100 ms [^\n]*\n$/ },
    'the grace of another scope': { end: 'SIGUSR2', stdout: `exit 140\n${AT_EXIT}`, stderr: /^capture-signals: still open 100 ms [^\n]*\n$/ },
  },
  'does not begin a second time: by': {
    'process.exit(3) in the last but one': { end: 3, stdout: 'third\nexit 3\nfirst\n' },
    'one that closes its scope': { end: 3, stdout: `exit 3\ncloses\n${AT_EXIT}` },
    'one function twice': { end: 3, stdout: 'exit 3\nagain\nagain\n' },
  },
  'changes nothing by what it does, and keeps no other from running:': {
    'one that rejects': { end: 3, stdout: `exit 3\n${AT_EXIT}` },
    'one whose thenable throws': { end: 3, stdout: `exit 3\n${AT_EXIT}` },
    'one that sets an exit code': { end: 3, stdout: `exit 3\n${AT_EXIT}` },
  },
  'runs newest first, whosever it is:': {
    'a cleanup that was added late': { end: 3, stdout: `exit 3\nlate\n${AT_EXIT}` },
  },
  'has one listener for all, while there are any:': {
    'many, without a warning': { end: 3, stdout: 'listeners 1\nexit 3\n' },
    'with all listeners removed': { end: 3, stdout: `later\n${AT_EXIT}` },
  },
};

describe('A cleanup that is to run at exit, too,', () => {
  for (const [what, rows] of Object.entries(ROWS)) holds(what, rows);
});
