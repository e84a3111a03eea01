// The sliders for thresholds: where their handles stand, and what is said of it. Pure.

import type { AtLines } from "../../../worker/backtest/atLines.ts";
import { SCORE_LINES } from "../../../worker/backtest/bins.ts";
import type { Situation } from "../../../worker/features/situation.ts";
import { formatAmount } from "../../../worker/money.ts";
import type { Thresholds } from "../../../worker/scoring/detector.ts";
import type { BacktestResult, BacktestSummary } from "../../../worker/wire/backtest.ts";
import type { ModelList } from "../../../worker/wire/models.ts";
import type { PolicyInFull } from "../../../worker/wire/policy.ts";
import { count, counted } from "../shared/format.ts";
import { currency, roundMoney } from "../shared/money.ts";

export type Line = keyof Thresholds;
export type LinesBySituation = Record<Situation, Thresholds>;

/** A handle stands at one of these: counts are exact there. */
export const PLACES = SCORE_LINES;

export const SITUATIONS: readonly { situation: Situation; words: string }[] = [
  { situation: "stream", words: "Cards that have paid before" },
  { situation: "first", words: "First payments of cards" },
  { situation: "snapshot", words: "Payments of a snapshot feed" },
];

/** The situations in which the model decided anything. */
export function situationsIn({ scores }: Pick<BacktestResult, "scores">) {
  return SITUATIONS.filter(({ situation }) =>
    scores.some((cell) => cell.situation === situation && cell.decidedBy === "model"),
  );
}

/** The place that counts like this line: the next one up. */
export function placeOf(line: number): number {
  const place = PLACES.findIndex((each) => each >= line);
  return place === -1 ? PLACES.length - 1 : place;
}

export function atPlaces(tried: LinesBySituation): LinesBySituation {
  const near = ({ review, decline }: Thresholds) => ({
    review: lineAt(placeOf(review)),
    decline: lineAt(placeOf(decline)),
  });
  return { stream: near(tried.stream), first: near(tried.first), snapshot: near(tried.snapshot) };
}

export function lineAt(place: number): number {
  return PLACES[place] ?? 1;
}

/** A handle takes the other one along: none would be reviewed if reviews began above declines. */
export function moved(lines: Thresholds, line: Line, to: number): Thresholds {
  return line === "review"
    ? { review: to, decline: Math.max(to, lines.decline) }
    : { review: Math.min(to, lines.review), decline: to };
}

/** Two digits behind the point tell all places apart. */
export function lineWords(line: number): string {
  return `${Number((line * 100).toFixed(2))}\u00a0%`;
}

export const ROWS: readonly { name: string; of: string; cell: (at: AtLines) => [value: string, beside: string] }[] = [
  {
    ...{ name: "Alerts a day", of: "declined, or sent to a person" },
    cell: ({ alertsPerDay, alerts }) => [perDay(alertsPerDay), `${count(alerts)} in all`],
  },
  {
    ...{ name: "Fraud caught", of: "known frauds among them" },
    cell: ({ caughtFrauds, missedFrauds, caughtCents }) => [
      caughtFrauds + missedFrauds === 0
        ? "none known"
        : `${count(caughtFrauds)} of ${count(caughtFrauds + missedFrauds)}`,
      cents(caughtCents),
    ],
  },
  {
    ...{ name: "Fraud missed", of: "known frauds that are approved" },
    cell: ({ missedFrauds, missedCents }) => [count(missedFrauds), cents(missedCents)],
  },
  {
    ...{ name: "Good payments held up", of: "known to be good, declined or sent to a person" },
    cell: ({ goodFlagged, goodFlaggedCents }) => [count(goodFlagged), cents(goodFlaggedCents)],
  },
  { ...{ name: "Declines", of: "" }, cell: ({ declined }) => [count(declined), ""] },
  { ...{ name: "Sent to a person", of: "" }, cell: ({ reviewed }) => [count(reviewed), ""] },
];

/** Said aloud when a handle comes to rest. */
export function restWords({ alertsPerDay, caughtFrauds, missedFrauds, missedCents }: AtLines): string {
  const known = caughtFrauds + missedFrauds;
  const frauds =
    known === 0
      ? "No fraud is known."
      : `${count(caughtFrauds)} of ${counted(known, "known fraud")} caught, ${cents(missedCents)} missed.`;
  return `${perDay(alertsPerDay)} alerts a day. ${frauds}`;
}

/** "cards that have paid before: sent to a person from 10 %, declined from 17 %" of each situation for which people have set one. */
export function setLinesWords(thresholds: PolicyInFull["thresholds"]): string[] {
  return SITUATIONS.flatMap(({ situation, words }) => {
    const { review = null, decline = null } = thresholds[situation] ?? {};
    const lines = [
      ...(review === null ? [] : [`sent to a person from ${lineWords(review)}`]),
      ...(decline === null ? [] : [`declined from ${lineWords(decline)}`]),
    ];
    return lines.length === 0 ? [] : [`${words[0]?.toLowerCase()}${words.slice(1)}: ${lines.join(", ")}`];
  });
}

/** Why these lines cannot be used as they are; null when they can. */
export function notUsable(
  { model }: Pick<BacktestSummary, "model">,
  { policy }: Pick<ModelList, "policy">,
): string | null {
  return model === policy.champion
    ? null
    : `Scores of ${model} were counted, and ${policy.champion} decides: its scores are others. Make ${model} the champion first, or try ${policy.champion} above.`;
}

export function noteFor(
  { progress }: Pick<BacktestSummary, "progress">,
  { days }: Pick<BacktestResult, "days">,
): string {
  return `Chosen on a backtest of ${counted(progress.done, "payment")} of ${counted(Math.round(days), "day")}`;
}

function perDay(alerts: number): string {
  return alerts >= 10 || alerts === 0 ? count(alerts) : alerts.toFixed(1);
}

function cents(amountCents: number): string {
  return roundMoney(formatAmount(amountCents, currency.value));
}
