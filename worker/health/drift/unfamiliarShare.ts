// Whether more payments than usually are unfamiliar to the model: few of all, and so no flood of another world's payments
// (../unfamiliar.ts), but a change. Pure.
import type { Census } from "../../pipeline/census.ts";
import { percent } from "../words.ts";
import { type Change, type Judging, sinceOf } from "./change.ts";
import { compared, hoursUpTo, seriesOf } from "./sameHours.ts";
import { burstsIn, FAR, farFromUsual, STILL_FAR, spreadOf } from "./shares.ts";

const HOURS = [6, 24, 72];

/** Another model knew other payments, so only hours in which the same one judged are compared. */
export function unfamiliarChange(
  { hours: all, model }: { hours: Census; model: string },
  judging: Judging,
): Change | null {
  const { end, lasts } = judging;
  const ofModel = hoursUpTo(all, end).map((hour) => (hour?.model === model ? hour : undefined));
  const series = seriesOf(ofModel, end, 2, {
    countsOf: ({ payments, unfamiliar }) => [unfamiliar, payments - unfamiliar],
    weightOf: ({ payments }) => payments,
  });
  const shareOf = ([of = 0, others = 0]: readonly number[]) => ({ all: of + others, of });
  for (const hours of HOURS) {
    const { now, before } = compared(series, { ...judging, hours });
    const far = farFromUsual(shareOf(now), before.map(shareOf), lasts ? STILL_FAR : FAR, burstsIn(hours));
    if (far === null || !far.isMore) continue;
    const text =
      `The model does not know ${percent(far.now.of / far.now.all)} of the payments of the last ${hours} hours, ` +
      `usually ${percent(far.usualShare)}: open some, where it says what is unfamiliar and why`;
    return { text, since: sinceOf(series, spreadOf(far), judging) };
  }
  return null;
}
