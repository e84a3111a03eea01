// What the letter on a decision says: what was decided, when, why, under what, whether a person looked, what was used, and how to
// contest it. Plain words, as it was then. Pure.
import { decidedByPeople, impersonal, type Outcome, type Reason } from "../../decision/decision.ts";
import { COLUMN_CODE } from "../../decision/furtherReasons.ts";
import { PLACED_FEATURES } from "../../features/places.ts";
import type { Rule } from "../../policy/rule.ts";
import type { ScoredPayment } from "../../store/payments.ts";
import type { PolicyVersion } from "../../store/policies.ts";
import type { Verdict } from "../../store/verdicts.ts";
import { timeIn } from "../../zone.ts";

export interface LetterFacts {
  payment: ScoredPayment;
  verdicts: readonly Verdict[];
  /** The one that the payment was decided under. Null where the payment names none, or the store has it no longer. */
  version: PolicyVersion | null;
  zone: string;
}

const DECIDED: Readonly<Record<Outcome, string>> = {
  approve: "The payment was approved.",
  review: "The payment was set aside, for a person to look at it.",
  decline: "The payment was declined.",
};

export function decidedWords({ payment: { outcome, seenAt }, zone }: LetterFacts): string {
  return `${DECIDED[outcome]} This was decided automatically when the payment came in, ${timeIn(zone, seenAt)}.`;
}

/** `reasons`: the weightiest first. */
export function whyWords({ payment, version }: LetterFacts): { how: string; reasons: string[]; rules: Rule[] } {
  const reasons = payment.reasons.map((reason) => impersonal({ ...reason, text: withoutNote(reason) }));
  const rules = rulesThen(payment, version);
  switch (decidedByPeople(payment)) {
    case "block_list":
    case "allow_list":
      return { how: "A list that people keep decided, and no estimate of a program:", reasons, rules: [] };
    case "rule":
      return { how: "A rule that people wrote decided, and no estimate of a program:", reasons, rules };
    case null:
      break;
  }
  if (payment.score === null) {
    return { how: "The program that estimates fraud could not judge it, so it went to a person.", reasons, rules: [] };
  }
  const estimate = `A program estimated that it was fraud with a probability of ${percent(payment.score)}.`;
  if (reasons.length === 0) return { how: `${estimate} ${NO_REASONS[payment.outcome]}`, reasons, rules: [] };
  return { how: `${estimate} These were its reasons, the weightiest first:`, reasons, rules: [] };
}

/** A note beside a rule or a list's entry was written for colleagues, and may name somebody. A rule's condition stands below its name. */
function withoutNote({ code, text }: Pick<Reason, "code" | "text">): string {
  if (code === "rule") return text.replace(/^(the rule “.*?” [a-z ]+): .*$/s, "$1");
  if (code !== "block_list" && code !== "allow_list") return text;
  return text.replace(/^(this [a-z]+ is on the [a-z]+ list, so the payment is [a-z]+) \(.*$/s, "$1");
}

const NO_REASONS: Readonly<Record<Outcome, string>> = {
  approve: "Nothing spoke strongly for fraud.",
  review: "No reasons were recorded.",
  decline: "No reasons were recorded.",
};

/** Those that decided, as they were then. */
function rulesThen({ hits, outcome }: ScoredPayment, version: PolicyVersion | null): Rule[] {
  const matched = new Set((hits ?? []).flatMap(({ rule, shadow }) => (shadow === true ? [] : [rule])));
  return (version?.policy.rules ?? []).filter(({ id, then }) => matched.has(id) && then === outcome);
}

export function underWords({ payment: { policy, model }, version, zone }: LetterFacts): string[] {
  return [settingsWords(policy ?? null, version, zone), `The program that estimates fraud had the version ${model}.`];
}

function settingsWords(policy: number | null, version: PolicyVersion | null, zone: string): string {
  if (policy === null)
    return "It is not known under which version of our rules and settings: it was decided before versions were kept.";
  if (policy === 0) return "It was decided before anybody had set rules, lists or limits of our own.";
  if (version === null)
    return `It was decided under version ${policy} of our rules and settings, which is kept here no longer.`;
  return `It was decided under version ${policy} of our rules and settings, which was made on ${timeIn(zone, version.at)}.`;
}

export function personWords({ payment: { outcome }, verdicts, zone }: LetterFacts): string {
  const newest = verdicts.at(-1);
  if (newest === undefined || newest.verdict === null) {
    return outcome === "review" ? "A person has yet to look at it." : "No person has looked at it so far.";
  }
  const found = newest.verdict === "fraud" ? "that it was fraud" : "that it was legitimate";
  return `A person looked at it afterwards, and found ${found} (${timeIn(zone, newest.at)}).`;
}

/** The kinds of data, not their values. */
export function usedWords({ payment }: LetterFacts): string[] {
  const hasOne = (isMeant: (feature: (typeof PLACED_FEATURES)[number]) => boolean) =>
    PLACED_FEATURES.some((feature, at) => isMeant(feature) && payment.features[at] != null);
  const has = (group: string) => hasOne((feature) => feature.group === group);
  const knowsFrauds = (of: "merchant" | "card") =>
    hasOne(({ group, name }) => group === "truth" && name.startsWith(`${of}_`));
  const columns = columnsUsed(payment);
  const holder = [
    payment.gender === null ? "" : "gender",
    payment.ageYears === null ? "" : "age",
    payment.cityPopulation === null ? "" : "size of the home town",
  ].filter((word) => word !== "");
  const rules = (payment.hits ?? []).length > 0 || decidedByPeople(payment) !== null;
  return [
    "the payment’s amount, its category, and the merchant",
    ...(has("time") ? ["the time of day and the day of the week"] : []),
    ...(has("history") ? ["earlier payments of the same card"] : []),
    ...(has("merchant")
      ? ["how many payments, of how many cards and how dear, there were at the same merchant before"]
      : []),
    ...(knowsFrauds("card") ? ["which earlier payments of the same card are known to be frauds"] : []),
    ...(knowsFrauds("merchant") ? ["which earlier payments at the same merchant are known to be frauds"] : []),
    ...(columns.length === 0 ? [] : [`what the sender tells besides: ${columns.join(", ")}`]),
    ...(payment.distanceKm === null ? [] : ["how far the merchant is from the card holder’s home"]),
    ...(holder.length === 0 ? [] : [`of the card holder: ${holder.join(", ")}`]),
    ...(rules ? ["rules and lists that people here keep"] : []),
  ];
}

/** Of one's own, by name: those that the payment has, and those that are a reason because it lacks them. */
function columnsUsed({ extra, reasons }: ScoredPayment): string[] {
  const reasoned = reasons.flatMap(({ code }) =>
    code.startsWith(COLUMN_CODE) ? [code.slice(COLUMN_CODE.length)] : [],
  );
  return [...new Set([...Object.keys(extra ?? {}), ...reasoned])].sort();
}

function percent(share: number): string {
  const points = share * 100;
  return points > 0 && points < 0.1 ? "less than 0.1 %" : `${points.toFixed(1).replace(/\.0$/, "")} %`;
}
