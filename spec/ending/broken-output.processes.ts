import { cleansUpBeside, cleansUpWhenItWrites, cleansUpWhoeverListens, Outputs } from './broken-output/outputs.ts';

describe('A program whose output is piped into one that the same key ends', () => {
  const outputs = new Outputs();

  for (const way of [
    'console.error', 'both in turn', 'process.stdout.write', 'a pipeline into stdout, whose failure is caught', 'from a floating callback', 'a write that is awaited',
    'in a task and in what was deferred',
  ]) cleansUpWhenItWrites(outputs, way);

  for (const [title, reader] of Object.entries({
    'tee': '2>&1 | tee log',
    'cat': '2>&1 | cat > log',
    'grep': '2>&1 | grep --line-buffered . > log',
    'a reader of a reader': '2>&1 | tee log | cat > other',
  })) cleansUpBeside(outputs, title, reader);
});

describe('A program whose parent has died', () => {
  const outputs = new Outputs();

  for (const [how, end] of Object.entries({
    'aborts with an error': 1,
    'raises SIGHUP': 'SIGHUP',
    'closes': 1,
    'is told by its parent': 1,
    'fails in a task': 1,
  } as const)) cleansUpWhoeverListens(outputs, how, end);
});
