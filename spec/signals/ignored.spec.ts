import { expect } from 'chai';
import { run } from '../support/process.ts';
import { isNode, runtimeCommand } from '../support/runtime.ts';

const IGNORING = 'import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN); os.execvp(sys.argv[1], sys.argv[1:])';

describe('A signal that was ignored when the process began', () => {
  it(isNode ? 'kills once a capture has closed: Node resets it at its start' : 'is ignored again once a capture has closed', async () => {
    const { code, signal, stdout, stderr } = await run('is-told-to-ignore', { command: ['python3', '-c', IGNORING, ...runtimeCommand] });
    const wanted = isNode ? { code: null, signal: 'SIGHUP', stdout: 'closed\n' } : { code: 0, signal: null, stdout: 'closed\nignored\n' };
    expect({ code, signal, stdout, stderr }).to.deep.equal({ ...wanted, stderr: '' });
  });
});
