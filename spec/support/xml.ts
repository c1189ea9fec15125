/** What keeps a text from being well-formed XML, of the part that a picture needs: elements, quoted attributes, the five entities. `undefined` where nothing does. */
export function faultOf(xml: string): string | undefined {
  const open: string[] = [];
  let roots = 0;
  for (const [token] of xml.trim().matchAll(/<[^>]*>?|[^<]+/g)) {
    if (!token.startsWith('<')) {
      if (open.length === 0) return `text outside of the root: ${token}`;
      if (/&(?!(amp|lt|gt|quot|apos);)/.test(token) || token.includes(']]>')) return `not escaped: ${token}`;
      continue;
    }
    const [, end, name, attributes, empty] = /^<(\/?)([a-z][\w:-]*)((?:\s+[\w:-]+="[^"<&]*")*)\s*(\/?)>$/i.exec(token) ?? [];
    if (name === undefined) return `no tag: ${token}`;
    const names = [...attributes!.matchAll(/([\w:-]+)="/g)].map(([, attribute]) => attribute);
    if (new Set(names).size < names.length) return `an attribute twice: ${token}`;
    if (end && open.pop() !== name) return `closes what is not open: ${token}`;
    if (!end && open.length === 0 && ++roots > 1) return `a second root: ${token}`;
    if (!end && !empty) open.push(name);
  }
  return open.length > 0 || roots === 0 ? `not closed: ${open.join(', ')}` : undefined;
}
