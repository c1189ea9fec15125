import { expect } from 'chai';
import { Load, Service } from '../../support/service.ts';
import { servicePath } from '../built.ts';

const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
const startOn = (port: number) => Service.start(servicePath('reuse-port'), { env: { PORT: String(port) } });
/** A connection that came while the old listener was closed, as the page says. No request was accepted on it. */
const NEW_AND_RESET = /^ECONNRESET (read|connect) ECONNRESET( [\d.:]+)?$/;

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
    for (let turn = 0; turn < 5; turn++) {
      await using leaving = old;
      await more();
      old = await startOn(port);
      leaving.child.send('SIGTERM');
      expect(await leaving.child.ended).to.include({ code: 0, signal: null, stderr: '' });
    }
    await using last = old;
    await more();
    await load.stop();
    expect(load.refused).to.equal(0);
    expect(load.failures.filter((failure) => !NEW_AND_RESET.test(failure))).to.deep.equal([]);
    expect(load.failures.length).to.be.at.most(1);
    expect(seen.has(`Hello from ${last.child.pid}\n`)).to.equal(true);
  });
});
