/** Finds the public doc comments of the sources: those of what the entries of the package export, and of the members of that. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const sources = fileURLToPath(new URL('../../src', import.meta.url));
const ENTRIES = ['index.ts', 'http.ts', 'testing.ts'];

export interface DocComment {
  /** `captureSignals`, or `SignalCapture.spawn`. */
  readonly symbol: string;
  /** Without the asterisks. */
  readonly text: string;
  /** Where it begins: `scope/signal-capture.ts:12`. */
  readonly place: string;
}

export interface Example {
  /** The symbol, and the title where it has one: `captureSignals: The default signals`. */
  readonly name: string;
  readonly symbol: string;
  readonly code: string;
}

const DECLARATION = /^(?<exported>export )?(?:abstract )?(?:interface|class|function|type|const) (?<name>\w+)/;
const MEMBER = /^ {2}(?:(?:readonly|override|static|async|get) )*(?<name>\w+|\[[\w.]+\])/;

/** What an entry exports, by the file that declares it. */
function exported(entry: string): [file: string, names: string[]][] {
  const text = readFileSync(join(sources, entry), 'utf8');
  return [...text.matchAll(/^export (?:type )?\{(.*)\} from '\.\/(.*)';$/gm)].map(([, names, file]) => [file!, names!.split(',').map((name) => name.trim())]);
}

export function publicComments(): DocComment[] {
  const names = new Map<string, string[]>();
  for (const [file, more] of ENTRIES.flatMap(exported)) names.set(file, [...(names.get(file) ?? []), ...more]);
  return [...names].flatMap(([file, ofFile]) => commentsIn(file, ofFile));
}

function commentsIn(file: string, names: readonly string[]): DocComment[] {
  const found: DocComment[] = [];
  let owner: string | undefined;
  let comment: string[] | undefined;
  let isOpen = false;
  for (const [index, line] of readFileSync(join(sources, file), 'utf8').split('\n').entries()) {
    if (/^\s*\/\*\*/.test(line)) [comment, isOpen] = [[], true];
    if (isOpen) {
      comment!.push(line.replace(/^\s*(\/\*\*| \*(?!\/)) ?/, '').replace(/\s*\*\/$/, ''));
      isOpen = !line.endsWith('*/');
      continue;
    }
    const declared = DECLARATION.exec(line)?.groups;
    if (declared) owner = names.includes(declared['name']!) ? declared['name'] : undefined;
    const symbol = declared ? owner : owner && MEMBER.exec(line) && `${owner}.${MEMBER.exec(line)!.groups!['name']}`;
    if (comment && symbol) found.push({ symbol, text: comment.join('\n'), place: `${file}:${index + 1 - comment.length}` });
    comment = undefined;
  }
  return found;
}

/** Every block of code of a comment. */
export function examplesOf({ symbol, text }: DocComment): Example[] {
  const blocks = text.matchAll(/(?:^@example(?<title>[^\n]*)\n)?^```(?:ts|js)\n(?<code>.*?)^```$/gms);
  return [...blocks].map(({ groups }) => {
    const title = groups!['title']?.trim();
    return { symbol, name: title ? `${symbol}: ${title}` : symbol, code: groups!['code']! };
  });
}
