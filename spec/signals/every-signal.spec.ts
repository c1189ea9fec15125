import { constants } from 'node:os';
import { captureSignals } from 'capture-signals';
import { expect } from 'chai';
import { start } from '../support/process.ts';

const REFUSED = ['SIGKILL', 'SIGSTOP', 'SIGSEGV', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGPIPE', 'SIGXFSZ'];
const OTHERS = Object.keys(constants.signals).filter((name) => !REFUSED.includes(name)) as NodeJS.Signals[];

describe('Every other signal of the system', () => {
  it(`is captured, from outside and from inside: ${OTHERS.join(', ')}`, async () => {
    await using child = await start('signals/captures-every-signal', { args: [OTHERS.join()], ready: false });
    for (let line = await child.line(/^ready/); line !== 'ready for no more'; line = await child.line(/^ready/)) child.send(line.slice('ready '.length) as NodeJS.Signals);
    const { code, stdout } = await child.ended;
    expect({ code, complaints: stdout.split('\n').filter((line) => line !== '' && !line.startsWith('ready')) }).to.deep.equal({ code: 0, complaints: [] });
  });

  it('is a name that captureSignals takes, also where the platform lacks it', async () => {
    for (const name of [...OTHERS, 'SIGBREAK', 'SIGINFO', 'SIGLOST'] as const) await captureSignals(name as 'SIGINT').close();
  });
});
