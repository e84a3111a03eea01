// A change that one of the judges found, and since when it has been there. Pure.
import { HOUR_MS } from "../../duration.ts";
import { type Counts, sharesOf } from "./moved.ts";
import { comparedHour, type Series, type UsualHours } from "./sameHours.ts";

export interface Change {
  /** What changed and what one may do, without the full stop, so that since when can follow. */
  text: string;
  /** Epoch ms. */
  since: number;
}

export interface Judging extends UsualHours {
  /** The zone whose days are meant. */
  zone: string;
  currency: string;
  /** Epoch ms. */
  nowMs: number;
  /** The beginning of the last whole hour, epoch ms. */
  end: number;
  /** True when this change is told already. */
  lasts: boolean;
}

/** A change is looked for in so many hours. */
const LOOKED_BACK_HOURS = 96;

/**
 * The beginning of the hour since which the payments are likelier spread as now than as usual: the log likelihood ratio of the
 * hours from there on is the highest. Each hour has its own usual spread, and what is odd now would be odd in it by the same factors.
 */
export function sinceOf(series: Series, { now, usual }: { now: Counts; usual: Counts }, hours: UsualHours): number {
  const [after, before] = [sharesOf(now), sharesOf(usual)];
  const factors = after.map((share, bin) => share / (before[bin] ?? share));
  let [since, most, ratio] = [series.end, Number.NEGATIVE_INFINITY, 0];
  for (let back = 0; back < LOOKED_BACK_HOURS; back++) {
    if (series.end - back * HOUR_MS < hours.from) break;
    const hour = comparedHour(series, back, hours);
    const expected = sharesOf(hour.usual).reduce((sum, share, bin) => sum + share * (factors[bin] ?? 1), 0);
    ratio += hour.now.reduce((sum, count, bin) => sum + count * Math.log((factors[bin] ?? 1) / expected), 0);
    if (ratio <= most) continue;
    most = ratio;
    since = series.end - back * HOUR_MS;
  }
  return since;
}
