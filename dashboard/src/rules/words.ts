// Rules in words: what they did, what they would have done, how they were changed. Pure.

import type { Outcome } from "../../../worker/decision/decision.ts";
import type { CountedRuleView, RuleView } from "../../../worker/wire/policy.ts";
import type { RulePreview } from "../../../worker/wire/rulePreview.ts";
import { hasEnded, untilWords } from "../shared/ending.ts";
import { count, counted, dayIn, timeOfDay } from "../shared/format.ts";
import { roundMoney } from "../shared/money.ts";
import type { Tried } from "./live.ts";

export const STATE_WORDS: Readonly<Record<RuleView["state"], string>> = {
  active: "Active",
  shadow: "Shadow",
  off: "Off",
};

export const STATE_MEANINGS: Readonly<Record<RuleView["state"], string>> = {
  active: "It decides, from the next payment on.",
  shadow: "It is judged and counted, and changes nothing.",
  off: "It is not judged.",
};

export const THEN_WORDS: Readonly<Record<Outcome, string>> = {
  decline: "Decline",
  review: "Review",
  approve: "Approve",
};

/** Rules come before the model, also where it would be severer: nobody should learn that from a payment. */
export const THEN_MEANINGS: Readonly<Record<Outcome, string>> = {
  decline: "Also those that the model would approve: rules come before the model.",
  review: "Also those that the model alone would decline: rules come before the model.",
  approve: "Also those that the model alone would decline or send to a person: rules come before the model.",
};

/** What stands on the rule's tag. */
export function stateOf({ state, until }: Pick<RuleView, "state" | "until">, nowMs: number): string {
  return state !== "off" && hasEnded(until, nowMs) ? "Ended" : STATE_WORDS[state];
}

/** "matched 12 in the last day ($340.00), 80 in the last week ($2,100.00)" for each of both states; empty where it never did. */
export function hitWords({ hits, shadow, state }: CountedRuleView): string[] {
  const words: string[] = [];
  if (state === "active" || hits.week.payments > 0) words.push(`Matched ${lately(hits)}.`);
  if (state === "shadow" || shadow.week.payments > 0) words.push(`In shadow it matched ${lately(shadow)}.`);
  return words;
}

function lately({ day, week }: CountedRuleView["hits"]): string {
  if (week.payments === 0) return "nothing in the last week";
  return `${count(day.payments)} in the last day (${roundMoney(day.amount)}), ${count(week.payments)} in the last week (${roundMoney(week.amount)})`;
}

/** What it could not say. Empty when all is well. */
export function gapWords({ missing, failed, problem }: CountedRuleView): string[] {
  const words: string[] = [];
  if (problem !== null && failed === 0) words.push(`It cannot be read, and is left out: ${problem}.`);
  if (failed > 0) {
    words.push(
      `It failed at ${counted(failed, "payment")}, which did not meet it${problem === null ? "" : `: ${problem}`}.`,
    );
  }
  if (missing > 0) {
    words.push(
      `Of ${counted(missing, "payment")} lately it could not say, since a value is missing: ${missing === 1 ? "it does" : "they do"} not meet the rule.`,
    );
  }
  return words;
}

/** Two digits, since rules match few payments. */
export function shareWords(share: number): string {
  if (share > 0 && share < 0.00005) return "less than 0.01\u00a0%";
  return `${Number((share * 100).toPrecision(share < 0.1 ? 2 : 3))}\u00a0%`;
}

export function triedWords({ matches, of, missing }: Tried): string {
  if (of === 0) return "There are no payments yet to try it on.";
  const found = `Matches ${matches.length === 0 ? "none" : count(matches.length)} of the newest ${count(of)}`;
  return missing === 0 ? `${found}.` : `${found}; of ${count(missing)} it cannot say, since a value is missing.`;
}

/** "Would have matched 41 of 12,300 (0.33 %): 12 known frauds, 3 known good, 26 unknown." */
export function previewWords({ looked, met }: RulePreview): string {
  if (looked.payments === 0) return "There are no payments in these days.";
  const of = `${count(met.payments)} of ${counted(looked.payments, "payment")}`;
  if (met.payments === 0) return `Would have matched none of ${counted(looked.payments, "payment")}.`;
  const { frauds, legitimate, unknown } = met;
  return (
    `Would have matched ${of} (${shareWords(met.share)}): ${counted(frauds.payments, "known fraud")}, ` +
    `${count(legitimate.payments)} known good, ${count(unknown.payments)} unknown.`
  );
}

/** What the first sentence leaves out, a sentence each. */
export function previewAsides(preview: RulePreview, zone: string): string[] {
  const { met, changed, looked, missing, notKept } = preview;
  const words: string[] = [];
  if (met.payments > 0) {
    words.push(
      `${roundMoney(met.amount)} in all: ${roundMoney(met.frauds.amount)} known fraud, ${roundMoney(met.legitimate.amount)} known good, ${roundMoney(met.unknown.amount)} unknown.`,
      `Declined already: ${count(met.declined.payments)}; in review already: ${count(met.reviewed.payments)}.`,
      changed.payments === 0
        ? "It would have changed no decision."
        : `It would have changed ${counted(changed.payments, "decision")} (${roundMoney(changed.amount)}): ${counted(changed.frauds.payments, "known fraud")}, ${count(changed.legitimate.payments)} known good, ${count(changed.unknown.payments)} unknown.`,
      ...relaxedWords(preview),
    );
  }
  if (looked.payments > 0) {
    words.push(
      `Of the payments looked at, ${count(looked.frauds)} are known frauds and ${count(looked.legitimate)} known good.`,
    );
  }
  if (missing > 0) {
    const kept = notKept === 0 ? "" : ` (${count(notKept)} of them from before such values were kept)`;
    words.push(`Of ${counted(missing, "payment")}${kept} it could not say, since a value is missing.`);
  }
  if (!looked.whole && looked.through !== null) {
    words.push(
      `There were too many payments to look at all: these are the newest, back to ${dayIn(looked.through, zone)}, ${timeOfDay(looked.through, zone)}.`,
    );
  }
  return words;
}

const DONE = { decline: "declined", review: "reviewed", approve: "approved" } as const;

/** "48 declined ones would be reviewed instead, 12 known frauds among them." for each pair in which the rule is milder. */
function relaxedWords({ outcomes }: RulePreview): string[] {
  const milder = [
    ["decline", "review"],
    ["decline", "approve"],
    ["review", "approve"],
  ] as const;
  return milder.flatMap(([was, is]) => {
    const cells = outcomes.filter((cell) => cell.was === was && cell.is === is);
    const payments = sumOf(cells);
    if (payments === 0) return [];
    const frauds = sumOf(cells.filter(({ truth }) => truth === "fraud"));
    const known = frauds === 0 ? "" : `, ${counted(frauds, "known fraud")} among them`;
    return [`${counted(payments, `${DONE[was]} one`)} would be ${DONE[is]} instead${known}.`];
  });
}

function sumOf(cells: RulePreview["outcomes"]): number {
  return cells.reduce((sum, { payments }) => sum + payments, 0);
}

type Told = Partial<Omit<RuleView, "until">> & { until?: string | number | null };

/** What of a rule is another now, each as "state from active to shadow". */
export function changesOf(before: Told, after: Told, nowMs: number, zone: string): string[] {
  const words: string[] = [];
  const say = (what: string, was: string, is: string) => {
    if (was !== is) words.push(`${what} from ${was} to ${is}`);
  };
  say("name", `“${before.name}”`, `“${after.name}”`);
  say("condition", `“${before.when}”`, `“${after.when}”`);
  say("outcome", String(before.then), String(after.then));
  say("state", String(before.state), String(after.state));
  const end = ({ until = null }: Told) =>
    untilWords(until === null ? null : new Date(until).toISOString(), nowMs, zone);
  say("end", end(before), end(after));
  const note = ({ note }: Told) => (note == null ? "none" : `“${note}”`);
  say("note", note(before), note(after));
  return words;
}

/** An entry of a rule's history. `before` and `after` are as the audit keeps them. */
export function historyWords(
  { action, before, after }: { action: string; before?: unknown; after?: unknown },
  nowMs: number,
  zone: string,
): string {
  switch (action) {
    case "rule_added":
      return `Made: ${madeWords(told(after))}`;
    case "rule_removed":
      return "Deleted";
    case "rule_changed": {
      const changes = changesOf(told(before), told(after), nowMs, zone);
      return changes.length === 0 ? "Saved as it was" : `Changed: ${changes.join("; ")}`;
    }
    default:
      return action.replaceAll("_", " ");
  }
}

function madeWords({ when, then, state }: Told): string {
  return `“${when}”, ${then}, ${state}`;
}

function told(value: unknown): Told {
  return typeof value === "object" && value !== null ? (value as Told) : {};
}
