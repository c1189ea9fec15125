// The few statistics the tables need.

/** The value below which the share `p` (0 to 1) of `values` lies. */
export function quantile(values, p) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
}

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** `{ median, low, high }`: the median of the rounds, and the lowest and the highest of them. */
export const spread = (values) => ({ median: median(values), low: Math.min(...values), high: Math.max(...values) });
