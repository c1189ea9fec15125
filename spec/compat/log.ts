import { existsSync, readFileSync, unwatchFile, watch, watchFile, writeFileSync } from 'node:fs';
import { Lines } from '../support/lines.ts';

/** The file into which a program writes what it goes through: its stdout may belong to others, who buffer, decorate and lose what it says. */
export class Log implements Disposable {
  readonly path: string;
  readonly #lines = new Lines();
  readonly #stop: () => void;
  #read = 0;

  /** Makes it. */
  constructor(path: string) {
    this.path = path;
    writeFileSync(path, '');
    this.#stop = follow(path, () => this.#readOn());
  }

  get lines(): string[] {
    return readFileSync(this.path, 'utf8').split('\n').slice(0, -1);
  }

  /** The next line that is this one, or matches. */
  line(wanted: string | RegExp): Promise<string> {
    return this.#lines.wait(wanted);
  }

  /** Nobody will write any more. */
  end(explain: () => Error): void {
    this.#readOn();
    this.#lines.end(explain);
  }

  #readOn(): void {
    if (!existsSync(this.path)) return; // the suite was interrupted, and its folder is gone
    const text = readFileSync(this.path, 'utf8');
    this.#lines.push(text.slice(this.#read));
    this.#read = text.length;
  }

  [Symbol.dispose](): void {
    this.#stop();
  }
}

/** Windows tells of what is appended when it likes, and is asked. */
function follow(path: string, read: () => void): () => void {
  if (process.platform !== 'win32') {
    const watcher = watch(path, read);
    return () => watcher.close();
  }
  watchFile(path, { interval: 20 }, read);
  return () => unwatchFile(path);
}
