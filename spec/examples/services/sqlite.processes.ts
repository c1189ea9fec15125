import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { Load, Service } from '../../support/service.ts';
import { servicePath } from '../built.ts';
import { temporaryDirectory } from '../directory.ts';

const example = servicePath('sqlite', 'mjs');

describe('examples/services/sqlite', () => {
  before(function () {
    if (!isBuiltin('node:sqlite')) this.skip(); // Node 20
  });

  it('answers while its database is open, and closes it last: what was answered is in it', async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, 'visits.db');
    await using service = await Service.start(example, { args: [path], env: { DELAY_MS: '50' } });
    let visits = 0;
    await using load = new Load({ port: () => service.port, isRight: ({ status, body }) => status === 200 && /^visit \d+\n$/.test(body) && ++visits > 0 });
    await load.more(50);
    expect(existsSync(`${path}-wal`)).to.equal(true);
    service.child.send('SIGTERM');
    await load.stop();
    expect(load).to.deep.include({ failures: [], refused: 0, reset: 0 });
    expect(await service.child.ended).to.include({ code: 0, signal: null });
    expect(existsSync(`${path}-wal`)).to.equal(false); // a database that was closed has none
    await using again = await Service.start(example, { args: [path], env: { DELAY_MS: '0' } });
    expect((await again.get('/')).body).to.equal(`visit ${visits + 1}\n`);
  });
});
