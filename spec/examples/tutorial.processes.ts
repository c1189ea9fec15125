import { expect } from 'chai';
import { run, start, type StartOptions } from '../support/process.ts';
import { plainCommand } from '../support/runtime.ts';
import { BuiltExamples, sourcePath } from './built.ts';

const tutorial = {
  'default-interrupt': {
    transcript: ['Work is starting...', 'Sending SIGINT', 'main() cancelled', 'work() cancelled'],
    end: { code: 0, signal: null },
  },
  'custom-handler': {
    transcript: ['Work is starting...', 'Sending SIGINT', 'Custom SIGINT handler running...', 'Main is done', 'work() cancelled'],
    end: { code: 0, signal: null },
  },
  'busy-main': {
    transcript: ['Work is starting...', 'Sending SIGINT', 'Main is done', 'work() cancelled'],
    end: { code: null, signal: 'SIGINT' },
  },
} as const;

const lines = (...all: readonly string[]) => all.map((line) => `${line}\n`).join('');

function behavesAsTold(path: (example: string) => string, options: StartOptions = {}): void {
  for (const [example, { transcript, end }] of Object.entries(tutorial)) {
    it(`${example} prints its transcript and ends ${end.signal ? `by ${end.signal}` : 'with exit code 0'}`, async () => {
      const ended = await run(path(`tutorial/${example}`), options);
      expect(ended).to.deep.equal({ ...end, stdout: lines(...transcript), stderr: '' });
    });
  }

  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) {
    it(`aioshutdown tells each task that it was ${signal}`, async () => {
      await using child = await start(path('tutorial/aioshutdown'), { ...options, ready: 'Task 3 is starting...' });
      child.send(signal);
      const tasks = ['Task 1', 'Task 2', 'Task 3'];
      const transcript = [...tasks.map((task) => `${task} is starting...`), ...tasks.map((task) => `${task} was stopped by ${signal}`)];
      expect(await child.ended).to.deep.equal({ code: null, signal, stdout: lines(...transcript), stderr: '' });
    });
  }
}

describe('examples/tutorial, from source', () => {
  behavesAsTold(sourcePath);
});

describe('examples/tutorial, from the built package', () => {
  let built: BuiltExamples;
  before(async () => {
    built = await BuiltExamples.build();
  });
  after(() => built[Symbol.asyncDispose]());

  behavesAsTold((example) => built.path(example), { command: plainCommand });
});
