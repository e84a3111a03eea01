// Comparisons in words. Pure.
import { DAY_MS } from "../../../worker/duration.ts";
import type { FlipKind } from "../../../worker/store/pairs.ts";
import type { Comparison, FlipView, SideView } from "../../../worker/wire/comparison.ts";
import type { ModelList, RegisteredModelView } from "../../../worker/wire/models.ts";
import { count, counted, dayIn, percent, span, timeOfDay } from "../shared/format.ts";

type Share = NonNullable<SideView["recall"]>;
type Difference = NonNullable<Comparison["difference"]["recall"]>;

export const FLIP_TITLES: Readonly<Record<FlipKind, string>> = {
  newly_declined: "Would newly decline",
  let_through: "Would let through",
  newly_reviewed: "Would newly send to a person",
  no_longer_reviewed: "Would no longer send to a person",
};

/** "of which 12 known fraud, 3 known good; of 26 nobody has said". */
export function truthWords({ payments, truth }: Pick<FlipView, "payments" | "truth">): string {
  const { fraud, legitimate, unknown } = truth;
  if (payments === 0) return "none";
  if (unknown.payments === payments) return "nobody has said what they were";
  const known = `${count(fraud.payments)} known fraud, ${count(legitimate.payments)} known good`;
  return `of which ${known}${unknown.payments === 0 ? "" : `; of ${count(unknown.payments)} nobody has said`}`;
}

/** What of a flip is less than it seems: such payments meet a person on the other side. Empty where there are none. */
export function reviewWords({ toReview, fromReview }: Pick<FlipView, "toReview" | "fromReview">): string {
  if (toReview > 0) return `${count(toReview)} of them would go to a person`;
  return fromReview > 0 ? `${count(fromReview)} of them go to a person now` : "";
}

export function shareWords(share: Share | null): string {
  if (share === null) return "–";
  return `${percent(share.value)}, ${count(share.part)} of ${count(share.of)}`;
}

export function intervalWords(share: Share | null): string {
  return share === null ? "nothing matured yet" : `95 % sure: ${percent(share.low)} to ${percent(share.high)}`;
}

export function pointsWords(share: number): string {
  const points = (Math.abs(share) * 100).toFixed(1).replace(/\.0$/, "");
  return `${points === "0" ? "" : share < 0 ? "−" : "+"}${points}`;
}

export function differenceWords(difference: Difference | null): string {
  return difference === null ? "–" : `${pointsWords(difference.value)} points`;
}

export function differenceInterval(difference: Difference | null): string {
  if (difference === null) return "";
  const { low, high } = difference;
  const meant = low > 0 ? "better" : high < 0 ? "worse" : "may be chance";
  return `${pointsWords(low)} to ${pointsWords(high)}: ${meant}`;
}

/** Declines or reviews a day; in shorter times all of them, since a day of them would be guessed. */
export function perDayWords(payments: number, scored: Comparison["scored"]): string {
  const ms = scored === null ? 0 : Date.parse(scored.to) - Date.parse(scored.from);
  if (ms < DAY_MS) return `${count(payments)} in ${span(Math.max(ms, 1000))}`;
  const aDay = payments / (ms / DAY_MS);
  return `${aDay < 10 ? aDay.toFixed(1).replace(/\.0$/, "") : count(aDay)} a day`;
}

/** What counts for precision and recall, and what does not count yet. */
export function maturedWords({ matured, matureDays, young }: Comparison): string {
  const counts = `${counted(matured.payments, "payment")} counted, ${counted(matured.frauds, "known fraud")} among them.`;
  const old = `A payment counts when it is ${counted(matureDays, "day")} old; unless someone has said that it was fraud, it then counts as good.`;
  if (young.payments === 0) return `${counts} ${old}`;
  if (young.count) {
    return `Young payments count as well: what they were is known of ${percent(young.known / young.payments)}. ${counts}`;
  }
  return `${counts} ${old} ${counted(young.payments, "younger payment")} will count later: until then more is known of what the champion flagged.`;
}

export const STATE_WORDS: Readonly<Record<RegisteredModelView["state"], string>> = {
  champion: "Champion",
  challenger: "Challenger",
  candidate: "Candidate",
  retired: "Retired",
};

/** `status`: 200 where it was there already, 201 where it was taken in. */
export function registeredWords({ version, state }: Pick<RegisteredModelView, "version" | "state">, status?: number) {
  const here = `its state here: ${STATE_WORDS[state].toLowerCase()}.`;
  if (status === 200) return `${version} was registered already; ${here}`;
  return state === "candidate"
    ? `${version} is proved, and a candidate now.`
    : `${version} is proved and registered; ${here}`;
}

/** What a model's training measured on held-out cards that had paid before. A bundle may lack it: null then. */
export function figureWords(figures: unknown): string | null {
  const { stream } = (figures ?? {}) as { stream?: unknown };
  const { prAuc, precision, recall } = (stream ?? {}) as Record<string, unknown>;
  const parts = [
    typeof prAuc === "number" ? `PR-AUC ${prAuc.toFixed(4)}` : null,
    typeof precision === "number" ? `precision ${tenths(precision)}` : null,
    typeof recall === "number" ? `recall ${tenths(recall)}` : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : `On held-out cards: ${parts.join(", ")}`;
}

/** Models differ by tenths of a percent. */
function tenths(share: number): string {
  return `${(share * 100).toFixed(1)}\u00a0%`;
}

/** An end of a span: always with its day, since "from 23 Nov, 16:37 to 16:37" reads as another day. */
export function dateAndTime(iso: string, zone: string): string {
  return `${dayIn(iso, zone)}, ${timeOfDay(iso, zone)}`;
}

/** What a person has still to do before the model decides. Null: nothing. */
export function missingWords(is: {
  asked: boolean;
  refused: boolean;
  overriding: boolean;
  note: string;
}): string | null {
  const needsNote = is.note.trim() === "";
  if (!is.asked) return "The gate has not answered yet.";
  if (is.refused && !is.overriding) {
    return `Tick that you override the gate${needsNote ? ", and say why" : ""}.`;
  }
  return needsNote ? "Say why." : null;
}

/** The model to go back to, and how it was chosen then. Null where there is none, as after going back. */
export function formerChampion({ goBackTo, history, shipped }: ModelList): Former | null {
  if (goBackTo === null) return null;
  const champions = [...history, { champion: shipped, followsShipped: true }];
  const then = champions.find(({ champion }) => champion === goBackTo);
  // Another model may be shipped since then: following it would not lead back.
  return { champion: goBackTo, followsShipped: goBackTo === shipped && then?.followsShipped === true };
}

/** `followsShipped`: nobody had chosen it, so the model of the next deploy would decide as well. */
export type Former = Pick<ModelList["policy"], "champion" | "followsShipped">;

/** Since when the two are in use, and who made them so. Null: since the beginning. */
export function since(
  { policy, history, shipped }: ModelList,
  role: "champion" | "challenger",
): ModelList["history"][number] | null {
  const beginning = { champion: shipped, challenger: null };
  const until = [...history, beginning].findIndex((entry) => entry[role] !== policy[role]);
  return until === -1 ? null : (history[until - 1] ?? null);
}

/** What a change changed, beside the one before it. */
export function changeWords(
  now: Pick<ModelList["history"][number], "champion" | "challenger">,
  before: Pick<ModelList["history"][number], "champion" | "challenger">,
): string {
  const parts: string[] = [];
  if (now.champion !== before.champion) parts.push(`${now.champion} decides, in place of ${before.champion}`);
  if (now.challenger !== before.challenger) {
    parts.push(
      now.challenger === null
        ? `${before.challenger} is no challenger any more`
        : `${now.challenger} is the challenger`,
    );
  }
  return parts.length === 0 ? "nothing changed" : parts.join("; ");
}

/** What the shipped model learned is no secret where sums are in another currency. Empty where they are in dollars. */
export function learnedWords(currency: string): string {
  if (currency === "USD") return "";
  return ` It learned from US dollars, and takes one unit of ${currency} for one dollar.`;
}
