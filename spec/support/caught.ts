import { readFile } from 'node:fs/promises';
import { constants } from 'node:os';

/** Whether the system has been told that the process catches this signal: read where only the kernel writes. */
export async function catches({ pid }: { readonly pid: number }, signal: NodeJS.Signals): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const set = BigInt(`0x${/^SigCgt:\s*([0-9a-f]+)/m.exec(status)![1]}`);
  return ((set >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n;
}
