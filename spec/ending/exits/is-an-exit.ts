import { expect } from 'chai';
import { run } from '../../support/process.ts';

export function isAnExit(where: string): void {
  it(`is an exit with 3, and all exit listeners run: in ${where}`, async () => {
    expect(await run('ending/exits', { args: [where] })).to.deep.equal({ code: 3, signal: null, stdout: 'exit 3\na later exit listener\n', stderr: '' });
  });
}
