// Whether more or fewer payments are flagged than usually at these hours, or at other hours of the day than usually. Pure.
import { DAY_MS, HOUR_MS } from "../../duration.ts";
import { percent } from "../words.ts";
import { type Change, type Judging, sinceOf } from "./change.ts";
import { LARGELY_SHIFTED, moved, sum } from "./moved.ts";
import { compared, type DayCounts, daysOf, hoursUpTo, type Series, seriesOf } from "./sameHours.ts";
import { burstsIn, FAR, type Far, farFromUsual, type Share, STILL_FAR, spreadOf } from "./shares.ts";

export interface FlaggedHour {
  payments: number;
  flagged: number;
}

export interface FlaggedFacts {
  /** Whole hours, by their beginning in epoch ms. */
  hours: ReadonlyMap<number, FlaggedHour>;
  /** Of the last sixty minutes. */
  lastHour: FlaggedHour;
}

/** Where one hour has too few, some together may tell. */
const HOURS = [6, 24, 72];
/** Payments that the last hour needs. */
const LEAST_NOW = 200;
/** For the hours of the day at which payments are flagged, a day is cut into pieces, of which the first is the night. */
const PIECE_HOURS = 6;
const NIGHT_FROM_HOUR = 22;
const WHOLE_DAYS = [1, 2, 3, 4];
/** It is judged once a day, so a smaller certainty will do. */
const AT_OTHER_HOURS = { least: 30, size: LARGELY_SHIFTED, deviations: 3.3 };
const DAYS_BEFORE = 28;

export function flaggedChange({ hours, lastHour }: FlaggedFacts, judging: Judging): Change | null {
  const { end, lasts } = judging;
  const levels = lasts ? STILL_FAR : FAR;
  const series = flaggedSeries(hours, end);
  const told = (far: Far, which: string): Change => ({
    text: shareWords(far, which),
    since: sinceOf(series, spreadOf(far), judging),
  });
  if (lastHour.payments >= LEAST_NOW) {
    const now = { all: lastHour.payments, of: lastHour.flagged };
    const far = farFromUsual(now, lastHoursBefore(hours, judging), levels, burstsIn(1));
    if (far !== null) return told(far, "last hour's payments");
  }
  for (const length of HOURS) {
    const { now, before } = compared(series, { ...judging, hours: length });
    const far = farFromUsual(shareOf(now), before.map(shareOf), levels, burstsIn(length));
    if (far !== null) return told(far, `payments of the last ${length} hours`);
  }
  return atOtherHours(hours, judging);
}

function flaggedSeries(hours: FlaggedFacts["hours"], end: number): Series {
  const countsOf = ({ payments, flagged }: FlaggedHour) => [flagged, payments - flagged];
  return seriesOf(hoursUpTo(hours, end), end, 2, { countsOf, weightOf: ({ payments }) => payments });
}

/** The same sixty minutes of the days before: of the two hours that they lie in, each by its part. */
function lastHoursBefore(hours: FlaggedFacts["hours"], { nowMs, end, from, until }: Judging): Share[] {
  const begun = (nowMs - end) / HOUR_MS - 1;
  const shares: Share[] = [];
  for (let day = 1; day <= DAYS_BEFORE; day++) {
    const [older, newer] = [end - day * DAY_MS, end + HOUR_MS - day * DAY_MS].map((at) =>
      at >= from && at < until ? hours.get(at) : undefined,
    );
    if (older === undefined && newer === undefined) continue;
    const part = (count: keyof FlaggedHour) => begun * (newer?.[count] ?? 0) + (1 - begun) * (older?.[count] ?? 0);
    shares.push({ all: part("payments"), of: part("flagged") });
  }
  return shares;
}

function shareOf([flagged = 0, others = 0]: readonly number[]): Share {
  return { all: flagged + others, of: flagged };
}

function shareWords({ now, usualShare }: Far, which: string): string {
  return (
    `${percent(now.of / now.all)} of the ${which} were flagged, usually ${percent(usualShare)} at these hours: ` +
    "a wave of fraud, a change in the feed, or the model gone wrong. Look at the newest flagged ones"
  );
}

/** Over whole days of the zone: of one day's evening and the next one's morning the busier one would look too busy. */
function atOtherHours(hours: FlaggedFacts["hours"], judging: Judging): Change | null {
  const byDay = daysOf(hours, ({ flagged }) => flagged, judging);
  const days = byDay.map(piecesOf);
  for (const length of WHOLE_DAYS) {
    const blocks = Array.from({ length: Math.floor(days.length / length) }, (_, block) =>
      sum(days.slice(block * length, (block + 1) * length)),
    );
    const [now = [], ...before] = blocks;
    const found = moved(now, before, { wasMoved: judging.lasts, ...AT_OTHER_HOURS });
    if (found === null) continue;
    const text =
      `Payments were flagged at other hours of the day than before (${length === 1 ? "yesterday" : `in the last ${length} days`}): ` +
      "frauds at another time of day, or a feed with another clock. Look at the newest flagged ones";
    return { text, since: byDay[length - 1]?.from ?? judging.end };
  }
  return null;
}

/** The first piece is the night, from NIGHT_FROM_HOUR on. */
function piecesOf({ hours }: DayCounts): number[] {
  const pieces = new Array<number>(24 / PIECE_HOURS).fill(0);
  for (const [hour, flagged] of hours.entries()) {
    const piece = Math.floor(((hour + 24 - NIGHT_FROM_HOUR) % 24) / PIECE_HOURS);
    pieces[piece] = (pieces[piece] ?? 0) + flagged;
  }
  return pieces;
}
