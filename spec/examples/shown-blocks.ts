import { readFileSync } from 'node:fs';
import { expect } from 'chai';

export interface ShownBlock {
  /** What the line before the block links to. */
  readonly file: string;
  readonly language: string;
  readonly code: string;
}

/** The blocks of code of a page that shows parts of files. */
export function shownBlocks(page: string): ShownBlock[] {
  const blocks = page.matchAll(/(?:^\[[^\]]+\]\((?<file>[^)#]+)\)[^\n]*:\n\n)?^```(?<language>\w*)\n(?<code>[^]*?)^```$/gm);
  return [...blocks].map(({ groups }) => ({ file: groups!['file']!, language: groups!['language']!, code: groups!['code']! }));
}

/** That the file has these lines; where the block says `// …`, the parts before and after that, in this order. */
export function expectToShow(url: URL, { file, code }: ShownBlock): void {
  const whole = `\n${readFileSync(url, 'utf8')}`;
  let position = 0;
  for (const part of code.split(/^(?:\/\/|#) …\n/m).map((part) => part.replace(/^\n+|\n+$/g, ''))) {
    const found = whole.indexOf(`\n${part}\n`, position);
    expect(found, `in ${file}, after what the block has before:\n${part}`).not.to.equal(-1);
    position = found + part.length;
  }
}
