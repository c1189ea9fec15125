import { Installed } from '../installed.ts';

export const installed = new Installed(import.meta.url);

/** A program in a console of its own. */
export interface Console extends AsyncDisposable {
  /** All that it has shown so far. */
  readonly output: string;
  /** When the program has ended, with its exit code. Never rejects. */
  readonly ended: Promise<{ code: number | null; output: string }>;
  /** Types: `'\x03'` is Ctrl-C. */
  press(keys: string): void;
}

/** Where Windows programs run. In its folder are the built package and the programs of this folder. */
export interface Windows extends AsyncDisposable {
  readonly folder: string;
  readonly version: string;
  /** The program that is this Node. */
  node(major: number): Promise<string>;
  open(command: readonly string[], cwd: string): Console;
}
