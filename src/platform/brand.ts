/** By this symbol alone copies of this package recognise each other's errors and listeners. What it leads to never changes once it is there. */
export const BRAND = Symbol.for('capture-signals');
