/** Why a case cannot hold on a Windows, as it was measured. What is not listed must hold. */
export interface Shortfall {
  title: RegExp;
  /** Of what came instead: another failure of the same case is no shortfall but a fault. */
  came: RegExp;
  reason: string;
}

const HEARD_BY_LIBUV = 'On Windows a thread of libuv takes every Ctrl-C as long as anybody listens, and only the thread that is blocked could end that.';

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
