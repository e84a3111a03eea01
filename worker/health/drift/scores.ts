// Whether the model's scores are spread otherwise than before: all of them over the bands that the model's own reference has cut,
// or those at the upper end, which are few and matter most. Pure.
import type { Census, HourCensus } from "../../pipeline/census.ts";
import { percent } from "../words.ts";
import { type Change, type Judging, sinceOf } from "./change.ts";
import { moved, total } from "./moved.ts";
import { compared, hoursUpTo, type Series, seriesOf } from "./sameHours.ts";
import { burstsIn, FAR, farFromUsual, type Share, STILL_FAR, spreadOf } from "./shares.ts";

/** So many bands at the upper end are also looked at alone. */
const UPPER_BANDS = [3, 2, 1];
const HOURS = [6, 24, 72];
/** The lowest bands move with the cards' rhythm, which is of no importance: all bands are compared over whole days, and need more. */
const SHIFTED = 0.1;
const WHAT_TO_DO = "compare a payment of today with one of before (columns, units, zone), and give verdicts";

/** Only hours in which the same model scored are compared. */
export function scoresChange({ hours: all, model }: { hours: Census; model: string }, judging: Judging): Change | null {
  const { end, lasts } = judging;
  const hours = hoursUpTo(all, end).map((hour) => (hour?.model === model ? hour : undefined));
  const bands = Math.max(1, ...hours.map((hour) => hour?.scores.length ?? 0));
  const series = seriesOf(hours, end, bands, {
    countsOf: ({ scores }) => scores,
    weightOf: ({ payments }) => payments,
  });
  for (const length of HOURS) {
    const { now, before } = compared(series, { ...judging, hours: length });
    const found = length < 24 ? null : moved(now, before, { wasMoved: lasts, size: SHIFTED });
    if (found !== null) {
      const text = `The scores of the last ${length} hours are spread otherwise than in the days before: ${WHAT_TO_DO}`;
      return { text, since: sinceOf(series, found, judging) };
    }
    for (const upper of UPPER_BANDS) {
      const share = (scores: readonly number[]) => upperShare(scores, upper);
      const far = farFromUsual(share(now), before.map(share), lasts ? STILL_FAR : FAR, burstsIn(length));
      if (far === null) continue;
      const text =
        `${percent(far.now.of / far.now.all)} of the scores of the last ${length} hours are among the model's highest, ` +
        `usually ${percent(far.usualShare)}: ${WHAT_TO_DO}`;
      return { text, since: sinceOf(upperSeries(hours, end, upper), spreadOf(far), judging) };
    }
  }
  return null;
}

function upperSeries(hours: readonly (HourCensus | undefined)[], end: number, bands: number): Series {
  const countsOf = ({ scores }: HourCensus) => {
    const { all, of } = upperShare(scores, bands);
    return [of, all - of];
  };
  return seriesOf(hours, end, 2, { countsOf, weightOf: ({ payments }) => payments });
}

function upperShare(scores: readonly number[], bands: number): Share {
  return { all: total(scores), of: total(scores.slice(-bands)) };
}
