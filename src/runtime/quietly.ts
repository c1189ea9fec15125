/** Adds a listener to the process without the warning that there are many: the others are the program's own, which has not added this one. */
export function quietly<T>(add: () => T): T {
  const most = process.getMaxListeners();
  process.setMaxListeners(0);
  try {
    return add();
  } finally {
    process.setMaxListeners(most);
  }
}
