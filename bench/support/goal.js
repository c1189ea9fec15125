// A row of the table of goals.
import { number, range } from './table.js';

/**
 * A goal for a ratio that was measured once per round: reached when the median of the rounds is at most `atMost`.
 * `value` and `baseline` are spreads over the same rounds, in `unit`. Without `atMost` it is for information.
 */
export const ratioGoal = ({ what, value, baseline, against, unit, ratio, atMost }) => ({
  what,
  value: `${range(value)} ${unit}`,
  baseline: `${number(baseline.median)} ${unit} ${against}`,
  ratio: range(ratio),
  goal: atMost === undefined ? '' : `<= ${atMost}`,
  reached: atMost === undefined ? undefined : ratio.median <= atMost,
});

/** A goal for a number in its own unit. */
export const valueGoal = ({ what, value, shown, baseline = '', ratio = '', unit, atMost }) => ({
  what,
  value: shown ?? `${number(value)} ${unit}`,
  baseline,
  ratio,
  goal: `<= ${atMost} ${unit}`,
  reached: value <= atMost,
});
