/** Prints what has happened, and when by the clock that all processes of a machine share. */
export const tell = (name: string): void => console.log(`${name} @${process.hrtime.bigint()}`);
