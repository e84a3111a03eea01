// Whether the model still finds frauds: of those that are known by now, the share that was reviewed or declined. Labels and verdicts
// come a day or more later, so this is slower than the others, and the only one that sees what the model lets pass. Pure.
import { DAY_MS } from "../../duration.ts";
import type { FraudSpan } from "../../store/verdicts.ts";
import { percent } from "../words.ts";
import type { Change, Judging } from "./change.ts";
import type { UsualHours } from "./sameHours.ts";
import { farFromUsual, type Levels, type Prior, type Share, sumOf } from "./shares.ts";

export interface FraudFacts {
  /** Known frauds by days that are counted back from now: the newest first, without gaps. */
  days: readonly FraudSpan[];
  /**
   * The share of the frauds on held-out cards that the model declined: less than it found, since the bundle does not say
   * what it would have sent to a person. Null where it is not known.
   */
  expectedRecall: number | null;
}

/** Days that are judged together: with few frauds a day, more of them. */
const DAYS = [2, 3, 4, 7];
const LONGEST_DAYS = 7;
const LEAST_FRAUDS = 15;
/** The frauds of one card are found or missed together, but not all of them. */
const PRIOR_SPREAD = 2;
const PRIOR_DAYS = 3;
/** The model's own figure counts for so many frauds. The days before soon weigh more. */
const EXPECTED_COUNTS_FOR = 100;
const FAR: Levels = { factor: 2, chance: 1e-3 };
const STILL_FAR: Levels = { factor: 1.5, chance: 1e-2 };
/** A fall by less is of no importance, however certain. */
const LEAST_FALL = 0.05;
/** That most frauds are missed is never usual, whatever was before. */
const MOST = 0.5;
const STILL_MOST = 0.4;

export function recallChange({ days, expectedRecall }: FraudFacts, judging: Judging): Change | null {
  const { lasts } = judging;
  const prior: Prior = { spread: PRIOR_SPREAD, days: PRIOR_DAYS };
  // Where a lower recall has become usual, it is not what the model promises.
  const isAsPromised = judging.from === Number.NEGATIVE_INFINITY;
  if (expectedRecall !== null && isAsPromised)
    Object.assign(prior, { share: 1 - expectedRecall, all: EXPECTED_COUNTS_FOR });
  for (const length of DAYS) {
    const now = sumOf(days.slice(0, length).map(missedOf));
    if (now.all < LEAST_FRAUDS) continue;
    const before = daysBefore(days, length, judging);
    const far = farFromUsual(now, before.map(missedOf), lasts ? STILL_FAR : FAR, prior);
    const hasFallen = far?.isMore === true && now.of / now.all - far.usualShare >= LEAST_FALL * (lasts ? 0.5 : 1);
    if (!hasFallen && now.of <= now.all * (lasts ? STILL_MOST : MOST)) continue;
    const usualMissed = hasFallen ? far.usualShare : null;
    const usually = usualMissed === null ? "" : `, usually ${percent(1 - usualMissed)}`;
    const text =
      `Of ${now.all} frauds that are known of the last ${length} days, ${percent(1 - now.of / now.all)} had been reviewed or declined` +
      `${usually}: the frauds have changed, or what the feed sends. Look at those that were missed, and train the model on them`;
    return { text, since: sinceMissed(days.slice(0, length), now.of / now.all, usualMissed) };
  }
  return null;
}

function missedOf({ known, flagged }: FraudSpan): Share {
  return { all: known, of: known - flagged };
}

/** Days just before may have the change in them already, so older ones are better. A new Vigie has no others. */
function daysBefore(days: readonly FraudSpan[], length: number, { from, until }: UsualHours): readonly FraudSpan[] {
  const isUsual = ({ start }: FraudSpan) => start >= from && start + DAY_MS <= until;
  const older = days.slice(LONGEST_DAYS).filter(isUsual);
  return sumOf(older.map(missedOf)).all >= EXPECTED_COUNTS_FOR ? older : days.slice(length).filter(isUsual);
}

/** `spans`: of a day each, from `from` on; days without frauds may be missing. */
export function everyDay(spans: readonly FraudSpan[], from: number, days: number): FraudSpan[] {
  const byStart = new Map(spans.map((span) => [span.start, span]));
  return Array.from({ length: days }, (_, back) => {
    const start = from + (days - 1 - back) * DAY_MS;
    return byStart.get(start) ?? { start, known: 0, flagged: 0 };
  });
}

/** The beginning of the day since which more was missed than usual, on each day of which frauds are known. */
function sinceMissed(days: readonly FraudSpan[], share: number, usual: number | null): number {
  const border = (share + (usual ?? 0)) / 2;
  let since = days.at(-1)?.start ?? 0;
  let isFirst = true;
  for (const { start, known, flagged } of days) {
    if (known === 0) continue;
    if (!isFirst && known - flagged < known * border) break;
    since = start;
    isFirst = false;
  }
  return since;
}
