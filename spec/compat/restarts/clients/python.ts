import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Outcome } from '../outcomes.ts';
import { Child } from '../../../support/process.ts';
import type { Assignment } from './client.ts';

/** Python's `http.client`, in a process of its own. */
export async function python({ protocol, port, outcomes, over }: Assignment): Promise<void> {
  await using child = new Child(['python3', fileURLToPath(new URL('http_client.py', import.meta.url)), protocol, String(port)], {});
  if (!over.aborted) await Promise.race([once(over, 'abort'), child.ended]);
  child.process.stdin!.end();
  const { code, stdout, stderr } = await child.ended;
  if (code !== 0 || stderr !== '') throw new Error(`http_client.py ended with ${code}: ${stderr}`);
  const { counts, failed } = JSON.parse(stdout) as { counts: Record<Outcome, number>; failed: [string, Outcome][] };
  for (const [outcome, count] of Object.entries(counts)) outcomes.addMany(outcome as Outcome, count);
  for (const [id, outcome] of failed) outcomes.failed.set(id, outcome);
}
