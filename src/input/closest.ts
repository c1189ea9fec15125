/** ` (did you mean 'graceMs'?)` for a value that is one of the names except for its case or one typing error; otherwise nothing. */
export function didYouMean(value: string, names: readonly string[]): string {
  const lower = value.toLowerCase();
  const close = names.find((name) => name.toLowerCase() === lower) ?? names.find((name) => isOneSlipFrom(name.toLowerCase(), lower));
  return close === undefined ? '' : ` (did you mean '${close}'?)`;
}

/** One letter added, missing or wrong, or two neighbouring letters swapped. */
function isOneSlipFrom(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const restA = a.slice(start);
  const restB = b.slice(start);
  return restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1)
    || (restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0]);
}
