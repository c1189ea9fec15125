import { expect } from 'chai';
import { Child } from '../support/process.ts';
import { SOURCES } from '../support/runtime.ts';
import { sourcePath } from './built.ts';

describe('examples/testing', () => {
  it('passes under the test runner of Node', async () => {
    await using child = new Child([process.execPath, SOURCES, '--import', 'tsx', '--test', '--test-reporter=tap', sourcePath('testing')], {});
    const { code, stdout } = await child.ended;
    expect(stdout).to.match(/^# pass [1-9]/m).and.match(/^# fail 0$/m);
    expect(code).to.equal(0);
  });
});
