// Which input of the model moved: amounts, categories, who pays, the clock, the cards' rhythm. Told in words with values. Pure.
import type { Census } from "../../pipeline/census.ts";
import { type Change, type Judging, sinceOf } from "./change.ts";
import { clockWords, commonestCategories, type Input, inputsOf } from "./inputs.ts";
import { moved, sum, total } from "./moved.ts";
import { compared, daysOf, hoursUpTo, type Series, seriesOf } from "./sameHours.ts";

const HOURS = [2, 6, 24, 72];
/** So many inputs are told in one sentence. As a rule the others have the same cause. */
const TOLD = 3;
/** After a busy day the cards pay in another rhythm than after a quiet one, and after an outage payments arrive in another. */
const RHYTHM_SHIFTED = 1.5;
/** An hour with less than this share of its usual payments was an outage. */
const OUTAGE = 0.2;

interface Found {
  words: string;
  index: number;
  since: number;
}

export function featuresChange(census: Census, judging: Judging): Change | null {
  const all = hoursUpTo(census, judging.end);
  const inputs = inputsOf(commonestCategories(census), judging.currency).map((input) => ({
    input,
    series: seriesOf(all, judging.end, input.bins, { countsOf: input.counts, weightOf: ({ payments }) => payments }),
  }));
  for (const hours of HOURS) {
    const found = inputs.flatMap(({ input, series }) => moveOf(input, series, hours, judging));
    if (hours === 24) found.push(...clockMove(census, judging));
    if (found.length > 0) return { text: wordsFor(found, hours), since: Math.min(...found.map(({ since }) => since)) };
  }
  return null;
}

function moveOf(input: Input, series: Series, hours: number, judging: Judging): Found[] {
  if (input.isRhythm && hours < 24) return [];
  const { now, before } = compared(series, { ...judging, hours });
  const change = moved(now, before, { wasMoved: judging.lasts, ...(input.isRhythm ? { size: RHYTHM_SHIFTED } : {}) });
  return change === null
    ? []
    : [{ words: input.words(change), index: change.index, since: sinceOf(series, change, judging) }];
}

/**
 * Payments by hour of the day can only be compared over whole days of the zone: of a Sunday's evening and a Monday's morning the
 * busier one would look too busy. A day in which hours are missing looks as if it had its payments at other hours, so those hours
 * are left out of all days.
 */
function clockMove(census: Census, judging: Judging): Found[] {
  const days = daysOf(census, ({ payments }) => payments, judging);
  const [now = [], ...before] = days.map(({ hours }) => hours);
  const usual = sum(before);
  const known = before.filter((hours) => total(hours) > 0).length;
  const isUp = now.map((count, hour) => count >= (OUTAGE * (usual[hour] ?? 0)) / Math.max(1, known));
  const withoutOutages = (hours: readonly number[]) => hours.map((count, hour) => (isUp[hour] ? count : 0));
  const change = moved(withoutOutages(now), before.map(withoutOutages), { wasMoved: judging.lasts });
  return change === null
    ? []
    : [{ words: clockWords(change), index: change.index, since: days[0]?.from ?? judging.end }];
}

function wordsFor(found: readonly Found[], hours: number): string {
  const moves = found.toSorted((a, b) => b.index - a.index);
  const told = moves.slice(0, TOLD).map(({ words }) => words);
  const more = moves.length > TOLD ? `; and ${moves.length - TOLD} more` : "";
  return (
    `The payments of the last ${hours} hours are otherwise than those before (${told.join("; ")}${more}): ` +
    "compare one of today with an earlier one, and mend the sender if a column, a unit or its clock has changed"
  );
}
