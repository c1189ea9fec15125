import { expect } from 'chai';
import { Load, Service } from '../../support/service.ts';
import { servicePath } from '../built.ts';

const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
const startOn = (port: number) => Service.start(servicePath('reuse-port'), { env: { PORT: String(port) } });

describe('examples/services/reuse-port', () => {
  before(function () {
    if (major < 22 || (major === 22 && minor < 12)) this.skip();
  });

  it('hands a port over under load: the new one has it before the old one lets go, and what is accepted is answered', async () => {
    let old = await startOn(0);
    const { port } = old;
    const seen = new Set<string>();
    await using load = new Load({ port: () => port, isRight: ({ status, body }) => status === 200 && seen.add(body) !== undefined });
    const more = () => load.more(20).catch(() => {}); // what has failed is judged below
    let turnsWithResets = 0;
    for (let turn = 0; turn < 5; turn++) {
      await using leaving = old;
      await more();
      const { reset } = load;
      old = await startOn(port);
      leaving.child.send('SIGTERM');
      expect(await leaving.child.ended).to.include({ code: 0, signal: null, stderr: '' });
      turnsWithResets += load.reset > reset ? 1 : 0;
    }
    await using last = old;
    await more();
    await load.stop();
    expect(load.refused).to.equal(0);
    expect(load.failures).to.deep.equal([]);
    expect(turnsWithResets).to.be.at.most(2); // 4 of 300 had some, on an idle machine
    expect(seen.has(`Hello from ${last.child.pid}\n`)).to.equal(true);
  });
});
