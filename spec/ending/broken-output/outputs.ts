import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Child, start } from '../../support/process.ts';
import { programPath, runtimeCommand } from '../../support/runtime.ts';
import { until } from '../../support/until.ts';

const quote = (word: string): string => `'${word}'`;

/** A folder of its own for each test, and the programs that write to what goes away, in it. */
export class Outputs {
  #folder = '';

  constructor() {
    beforeEach(async () => {
      this.#folder = await mkdtemp(join(tmpdir(), 'capture-signals-'));
    });
    afterEach(() => rm(this.#folder, { recursive: true }));
  }

  get folder(): string {
    return this.#folder;
  }

  command(way: string, beside = 'nothing'): string {
    return [...runtimeCommand, programPath('ending/writes-in-its-cleanup'), way, 'cleaned-up', beside].map(quote).join(' ');
  }

  read(file: string): Promise<string> {
    return readFile(join(this.#folder, file), 'utf8').catch(() => '');
  }

  forget(file: string): Promise<void> {
    return rm(join(this.#folder, file), { force: true });
  }

  /** A pipeline in a process group of its own; the shell, which hears the key too, tells how each of its programs has ended. */
  async pipe(way: string, reader: string, key: 'SIGINT' | 'SIGTERM', beside?: string): Promise<{ statuses: string; errors: string }> {
    const script = `trap : INT TERM\n${this.command(way, beside)} 2> errors ${reader}\necho "\${PIPESTATUS[@]}" > statuses`;
    await using shell = new Child(['bash', '-c', script.replace(/2> errors (?=2>&1)/, '')], { cwd: this.#folder });
    await until('it is ready', async () => (await this.read('log')).includes('ready'), 50);
    shell.sendToGroup(key);
    await shell.ended;
    return { statuses: await this.read('statuses'), errors: await this.read('errors') };
  }

  /** What a program whose parent has died ends by, and what it has noted. */
  async orphaned(how: string, beside = 'nothing'): Promise<{ end: unknown; noted: string }> {
    const file = join(this.#folder, `${how}, ${beside}`);
    await using child = await start('ending/loses-its-reader', { args: [how, file, beside], ready: /ready/ });
    const exited = once(child.process, 'exit');
    child.process.stdout!.destroy();
    child.process.stderr!.destroy();
    child.process.stdin!.end();
    const [code, signal] = await exited;
    return { end: signal ?? code, noted: await readFile(file, 'utf8').catch(() => '') };
  }
}

export function cleansUpWhenItWrites(outputs: Outputs, way: string): void {
  it(`cleans up to the end, and dies by the signal, when it writes there by ${way}`, async () => {
    const { statuses } = await outputs.pipe(way, '2>&1 | tee log', 'SIGINT');
    expect(await outputs.read('cleaned-up')).to.equal('cleaned up');
    expect(statuses).to.equal('130 130\n');
  });
}

/** A reader that ends by the same key. */
export function cleansUpBeside(outputs: Outputs, title: string, reader: string): void {
  it(`cleans up to the end beside ${title}, also by SIGTERM`, async () => {
    for (const [key, status] of [['SIGINT', 130], ['SIGTERM', 143]] as const) {
      await outputs.forget('cleaned-up');
      await writeFile(join(outputs.folder, 'log'), '');
      const { statuses, errors } = await outputs.pipe('both in turn', reader, key);
      expect(await outputs.read('cleaned-up'), key).to.equal('cleaned up');
      expect(statuses).to.match(new RegExp(`^${status} ${status}( ${status})?\\n$`));
      if (title === 'tee, stdout alone') expect(errors.split('\n').filter((line) => line !== ''), key).to.deep.equal([0, 1, 2, 3, 4].map((line) => `rolling back ${line}`));
    }
  });
}

export function cleansUpWhoeverListens(outputs: Outputs, how: string, end: number | NodeJS.Signals): void {
  it(`cleans up to the end, whoever listens, when it ${how}`, async () => {
    const [alone, listens, hears] = await Promise.all(['nothing', 'a listener for uncaught errors', 'listeners of stdout and stderr'].map((beside) => outputs.orphaned(how, beside)));
    expect(alone).to.deep.equal({ end, noted: 'cleaned up\n' });
    expect(listens!.noted).to.match(end === 0 ? /^cleaned up\n$/ : /^cleaned up\ncaught (?!.*EPIPE)/);
    expect(hears!.noted).to.match(/^(heard EPIPE\n)+cleaned up\n$/);
    expect(hears!.end).to.equal(end);
  });
}
