import { expect } from 'chai';
import { run } from '../../support/process.ts';

export const REASONS = ['SIGINT', 'a parent', 'a task of an outer scope', 'what nobody caught'];

/** How the program ends when nobody catches what the blocks let go: by the signal, or by the error. Both scopes have cleaned up by then. */
export async function endsTogether(block: string, reason: string, wait: string): Promise<void> {
  const { stderr, ...ended } = await run('ending/ends-together', { args: [block, reason, wait] });
  const isSignal = reason === 'SIGINT';
  expect(ended.stdout.replace('going on\n', '')).to.match(/^first\nsecond\n$/);
  expect({ code: ended.code, signal: ended.signal }).to.deep.equal(isSignal ? { code: null, signal: 'SIGINT' } : { code: 1, signal: null });
  if (isSignal) expect(stderr).to.equal('');
  else expect(stderr).to.match(/no time|AbortError|SuppressedError/); // Bun does not print what caused them
}
