// One line is asked for alone, and the other one that holds lies on its wrong side. Pure.
import { linesSetBy, type ThresholdSettings, thresholdsThatHold } from "../decision/thresholds.ts";
import type { ThresholdsAsked } from "./backtest.ts";
import { linesTried, SITUATIONS } from "./tried.ts";

/** The model's own lines are not known before it is opened. */
const UNKNOWN = { review: Number.NaN, decline: Number.NaN };

/** Null where they can hold together. `settings`: those of the moment of asking. */
export function crossingLine(
  asked: ThresholdsAsked | null,
  settings: ThresholdSettings,
): { field: string; problem: string } | null {
  const tried = { ...settings, lines: linesTried(asked, settings.lines ?? {}) };
  for (const situation of SITUATIONS) {
    const own = asked?.[situation];
    const { review, decline } = own ?? asked ?? {};
    const lines = thresholdsThatHold(tried, situation, UNKNOWN);
    if (!(lines.review > lines.decline) || (review == null) === (decline == null)) continue;
    const by = linesSetBy(tried, situation);
    const field = own === undefined ? "thresholds" : `thresholds.${situation}`;
    const [given, other, lies, line] =
      review == null
        ? (["decline", "review", "below", lines.review] as const)
        : (["review", "decline", "above", lines.decline] as const);
    const name = by[other] === "policy" ? "the policy's line for the other" : by[other];
    const problem = `is ${lies} ${name}, which is ${line}: no score would be reviewed; give ${field}.${other} too`;
    return { field: `${field}.${given}`, problem };
  }
  return null;
}
