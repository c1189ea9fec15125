import { expect } from 'chai';
import { Service } from '../../support/service.ts';
import { servicePath } from '../built.ts';

const example = servicePath('logging');

describe('examples/services/logging', () => {
  it('tells how many requests are in flight, how many are left, and how long it took', async () => {
    await using service = await Service.start(example, { env: { EVERY_MS: '20' } });
    const uploads = Array.from({ length: 12 }, () => service.upload());
    for (const upload of uploads) await upload.begun;
    service.child.send('SIGTERM');
    await service.child.line('SIGTERM: 12 requests in flight');
    const finish = async (count: number) => {
      for (const upload of uploads.splice(0, count)) expect(await upload.finish()).to.include({ status: 200, body: 'begin end' });
    };
    await finish(9);
    await service.child.line('3 left');
    await finish(3);
    const { stdout, ...end } = await service.child.ended;
    expect(end).to.deep.equal({ code: 0, signal: null, stderr: '' });
    expect(stdout, stdout).to.match(/\n3 left\n(\d left\n)*done in \d+ ms\n$/);
  });

  for (const [limit, ms, lines, end] of [
    ['TIMEOUT_MS', '100', /\n(0 left\n)?failed after \d+ ms\n$/, { code: 1, signal: null }],
    ['GRACE_MS', '1000', /\ngiven up after 1000 ms, 1 left\n$/, { code: null, signal: 'SIGTERM' }],
  ] as const) {
    it(`tells that it was ended by ${limit}`, async () => {
      await using service = await Service.start(example, { env: { [limit]: ms } });
      const upload = service.upload();
      await upload.begun;
      service.child.send('SIGTERM');
      const { stdout, stderr, ...ended } = await service.child.ended;
      expect(ended).to.deep.equal(end);
      expect(stdout, stdout).to.match(/\nSIGTERM: 1 requests in flight\n/).and.to.match(lines);
    });
  }
});
