import { expect } from 'chai';
import { run, start } from '../support/process.ts';

describe('drainMs', () => {
  it('lets workers finish what they hold: the request is known at once, and nothing is aborted before the scope closes', async () => {
    await using child = await start('draining/work');
    child.send('SIGTERM');
    await child.line('SIGTERM: no new jobs');
    await child.line('a task of the drain');
    child.write('the job is done\n');
    await child.line('job done, aborted: false, false, interrupted: SIGTERM');
    await child.line('aborted on closing: Interrupted by SIGTERM');
    expect(await child.ended).to.include({ code: 0, stderr: '' }); // no timer of the drain keeps the process
  });

  it('cancels the workers that did not finish in time', async () => {
    await using child = await start('draining/overrun');
    child.send('SIGINT');
    expect(await child.ended).to.deep.equal({
      code: 0,
      signal: null,
      stdout: 'promise: SIGINT\nsignal: SIGINT\nrace: SIGINT\ntask: cancelled\n',
      stderr: '',
    });
  });

  it('does not lengthen the grace, which counts from the first signal', async () => {
    await using child = await start('draining/overstay');
    child.send('SIGTERM');
    await child.line('draining');
    const { signal, stderr } = await child.ended;
    expect(signal).to.equal('SIGTERM');
    expect(stderr).to.match(/^capture-signals: still open 200 ms after SIGTERM; tasks: job 1[^\n]*\n$/);
  });

  const cuts: { by: string; stdout: string }[] = [
    { by: 'abort', stdout: 'aborted: Interrupted by SIGINT\n' },
    { by: 'parent', stdout: 'aborted: Interrupted by SIGINT\n' },
    { by: 'task', stdout: 'aborted: Interrupted by SIGINT\nrace: Interrupted by SIGINT\ncaught\n' },
    { by: 'nobody', stdout: 'aborted: Interrupted by SIGINT\n' },
  ];
  for (const { by, stdout } of cuts) {
    it(`keeps the interrupt as the reason when the drain is cut short by ${by === 'nobody' ? 'closing' : by}`, async () => {
      await using child = await start('draining/cut-short', { args: [by] });
      child.send('SIGINT');
      expect(await child.ended).to.deep.equal({ code: 0, signal: null, stdout: `draining, aborted: false\n${stdout}`, stderr: '' });
    });
  }

  for (const how of ['throws it', 'wraps it', 'loses its child']) {
    it(`is not cut short by a task that ends with the interrupt: it ${how}`, async () => {
      await using child = await start('draining/ends-beside', { args: [how] });
      child.send('SIGINT');
      expect(await child.ended).to.deep.equal({ code: 0, signal: null, stdout: 'job done\nidle: Interrupted by SIGINT, aborted: false, true\n', stderr: '' });
    });
  }

  it('does not keep a second Ctrl-C from killing', async () => {
    await using child = await start('draining/cut-short', { args: ['Ctrl-C'] });
    child.send('SIGINT');
    await child.line('draining, aborted: false');
    const again = setInterval(() => child.send('SIGINT'), 50); // the window of 0 ms takes a timer and two turns to end
    const { signal, stdout } = await child.ended.finally(() => clearInterval(again));
    expect({ signal, stdout }).to.deep.equal({ signal: 'SIGINT', stdout: 'draining, aborted: false\n' });
  });

  it('drains nothing after a cancellation', async () => {
    expect(await run('draining/cancelled-before')).to.deep.equal({ code: 0, signal: null, stdout: 'enough, SIGINT, undefined\n', stderr: '' });
  });
});
