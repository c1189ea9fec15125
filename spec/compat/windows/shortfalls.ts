import type { Shortfall } from '../suite.ts';

const HEARD_BY_LIBUV = 'On Windows a thread of libuv takes every Ctrl-C while anybody listens, and only the blocked main thread could stop that.';

export const shortfalls: readonly Shortfall[] = [
  {
    title: /^A second Ctrl-C ends a program that blocks from the turn of the first$/,
    came: /^It runs on, however often/,
    reason: `${HEARD_BY_LIBUV} \`graceMs\` ends the program.`,
  },
  {
    title: /^watchdog: true has Ctrl-C end a loop that has been stuck for a second$/,
    came: /^it runs on/i,
    reason: HEARD_BY_LIBUV,
  },
];
