// Verdicts in words. Pure.

import type { Health, PaymentView, Quality, VerdictView } from "../../../worker/wire/board.ts";
import { CHANNEL_NAMES, channelKindOf } from "../../../worker/wire/channelKinds.ts";
import { count, counted, percent } from "./format.ts";

type Label = NonNullable<VerdictView["verdict"]>;

/** The name of a verdict. A legitimate payment is a false alarm only where there was an alarm. */
export function verdictWords(verdict: VerdictView["verdict"], { outcome }: Pick<PaymentView, "outcome">): string {
  if (verdict === null) return "taken back";
  if (verdict === "fraud") return "fraud";
  return outcome === "approve" ? "legitimate" : "a false alarm";
}

/** The buttons' words. */
export function choiceWords(verdict: Label, { outcome }: Pick<PaymentView, "outcome">): string {
  if (verdict === "fraud") return "It is fraud";
  return outcome === "approve" ? "It is legitimate" : "False alarm";
}

export function speakerWords({ by, via }: Pick<VerdictView, "by" | "via">): string {
  // A source may have any name, such as one that stands for a person elsewhere.
  if (via === "source") return `by ${by}`;
  if (by === "board") return "at the board";
  if (by === "api") return "by a program";
  const chat = channelKindOf(by);
  if (chat !== null) return `from ${CHANNEL_NAMES[chat]}`;
  return via === "mail" ? `by ${by}, from the mail` : `by ${by}`;
}

/** Who changed something, as the audit and entries of lists have it. */
export function doerWords({ by, via }: { by: string; via: string }): string {
  const words = speakerWords({ by, via: via === "board" || via === "mail" || via === "source" ? via : "api" });
  return via === "verdict" ? `${words}, with a verdict of fraud` : words;
}

/** Did the person agree with what was decided? */
export function agrees({ verdict, outcome }: Pick<PaymentView, "verdict" | "outcome">): boolean {
  return (verdict === "fraud") === (outcome !== "approve");
}

/** The figure of today's declines and the sentence below it. */
export function qualityWords({ known, caught, falseAlarms, missed, precision, recall }: Quality): [string, string] {
  if (known === 0) return ["–", "no verdicts or labels yet"];
  const figure = precision === null ? "–" : percent(precision);
  if (recall !== null) return [figure, `recall ${percent(recall)} of ${counted(caught + missed, "fraud")}`];
  return [figure, falseAlarms === 0 ? `no fraud among ${count(known)} known` : counted(falseAlarms, "false alarm")];
}

/** When the incident of a problem began; null where the problem is no incident. */
export function sinceOf(problem: string, incidents: Health["incidents"]): string | null {
  return incidents.find(({ detail, lasts }) => lasts && detail === problem)?.since ?? null;
}
