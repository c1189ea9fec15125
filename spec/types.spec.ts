import { expect } from 'chai';
import { ConsumerProject, environments, installed, mistakes, withoutComments } from './types/project.ts';

describe('The type declarations', function () {
  this.timeout(60_000);
  let project: ConsumerProject;

  before(async () => {
    project = await ConsumerProject.create();
  });
  after(() => project[Symbol.asyncDispose]());

  for (const { name, files, options } of environments.slice(0, 2)) {
    it(`compile, and are checked themselves, with ${name}`, async () => {
      expect(await project.check(installed, files, options)).to.deep.equal([]);
    });
  }

  it('compile for a CommonJS program', async () => {
    const options = { lib: ['es2022'], types: ['node'], skipLibCheck: true };
    expect(await project.check(installed, ['consumer/commonjs.cts'], options)).to.deep.equal([]);
  });

  it('turn down what would be refused', async () => {
    expect(await mistakes(project, installed)).to.deep.equal({ missed: [], unexpected: [] });
  });

  it('import nothing of @types/node', async () => {
    for (const [file, text] of await project.declarations()) expect(withoutComments(text), file).not.to.match(/['"]node:|types="node"|NodeJS\./);
  });
});
