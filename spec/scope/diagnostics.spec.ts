import diagnostics from 'node:diagnostics_channel';
import { captureSignals, raiseSignal } from 'capture-signals';
import { expect } from 'chai';
import { run } from '../support/process.ts';
import { unlistened } from '../support/unlistened.ts';

const NAMES = ['opened', 'requested', 'repeated', 'graceExpired', 'closed'] as const;

describe('The diagnostics channels', () => {
  const messages: unknown[] = [];
  const scopes = new Set<string>();
  const subscribers = NAMES.map((name) => [`capture-signals:${name}`, (message: unknown) => {
    const { id, signals, ...rest } = message as { id: number; signals: readonly string[] };
    scopes.add(`${id} ${signals.join(' ')}`);
    messages.push([name, rest]);
  }] as const);

  before(() => subscribers.forEach(([name, subscriber]) => diagnostics.subscribe(name, subscriber)));
  after(() => subscribers.forEach(([name, subscriber]) => diagnostics.unsubscribe(name, subscriber)));
  beforeEach(() => {
    messages.length = 0;
    scopes.clear();
  });
  afterEach(unlistened);

  it('tell of a capture from opened to closed', async () => {
    const capture = captureSignals(['SIGTERM', 'SIGUSR2'], { repeatMs: 50, onSignal: () => {} });
    raiseSignal('SIGUSR2');
    await capture.promise;
    raiseSignal('SIGTERM');
    await capture.close();
    expect(messages).to.deep.equal([
      ['opened', {}],
      ['requested', { signal: 'SIGUSR2', count: 1, prevented: false }],
      ['repeated', { signal: 'SIGTERM' }],
      ['closed', { signal: 'SIGUSR2', errors: [] }],
    ]);
    expect([...scopes].map((scope) => scope.replace(/^\d+/, 'id'))).to.deep.equal(['id SIGTERM SIGUSR2']);
  });

  it('tell of a request that was prevented, and of what closing throws', async () => {
    const capture = captureSignals('SIGUSR2', { repeatMs: 0, onSignal: (event) => event.count === 1 && event.preventDefault() });
    raiseSignal('SIGUSR2');
    while (messages.length < 2) await new Promise(setImmediate);
    await capture.close();
    expect(messages.slice(1)).to.deep.equal([['requested', { signal: 'SIGUSR2', count: 1, prevented: true }], ['closed', { signal: undefined, errors: [] }]]);
  });

  it('do not count as the block having seen the interrupt', async () => {
    const capture = captureSignals('SIGUSR2', { repeatMs: 0 });
    raiseSignal('SIGUSR2');
    while (messages.length < 2) await new Promise(setImmediate);
    const thrown: unknown = await capture.close().catch((error: unknown) => error);
    expect(messages[2]).to.deep.equal(['closed', { signal: 'SIGUSR2', errors: [thrown] }]);
  });

  it('tell that grace has expired', async () => {
    const { signal, stdout } = await run('traces-its-grace');
    expect({ signal, stdout }).to.deep.equal({ signal: 'SIGTERM', stdout: '{"signal":"SIGTERM","graceMs":100,"tasks":["endless"]}\n' });
  });
});
