// Sources and what becomes of their events, in words. Pure.
import type { Reading } from "../../../worker/payment/sources/apply.ts";
import type { SourceView } from "../../../worker/wire/sources.ts";
import { counted, ended, sentence } from "../shared/format.ts";
import type { Counts, TriedEvent } from "./ask.ts";

/** The command that sets a source's secret, at a terminal. */
export function secretCommand(secret: string): string {
  return `npm run deploy -- --secret ${secret}`;
}

/** The name of the secret of a source that is not there yet. */
export function secretOf(name: string): string {
  return `SOURCE_SECRET_${name.toUpperCase().replaceAll("-", "_")}`;
}

const KINDS = [
  ["payment", "payment", "payments"],
  ["label", "label", "labels"],
  ["refund", "refund", "refunds"],
  ["ignored", "ignored", "ignored"],
  ["refused", "refused", "refused"],
] as const satisfies [keyof Counts, string, string][];

export const TAKEN_WORDS: Readonly<Record<keyof Counts, string>> = {
  payment: "Payment",
  label: "Label",
  refund: "Refund",
  ignored: "Ignored",
  refused: "Refused",
};

/** "12 payments, 1 label, 3 ignored today", or that nothing came. */
export function todayWords(events: Counts): string {
  const told = KINDS.flatMap(([kind, one, many]) => (events[kind] === 0 ? [] : [counted(events[kind], one, many)]));
  return told.length === 0 ? "No events today" : `${told.join(", ")} today`;
}

/** Whether a source does anything yet. */
export function stateOf({ hasSecret, lastAt }: Pick<SourceView, "hasSecret" | "lastAt">): "in use" | "ready" | "off" {
  if (lastAt !== null) return "in use";
  return hasSecret ? "ready" : "off";
}

export const STATE_WORDS = { "in use": "In use", ready: "Ready", off: "Not set up" } as const;

/** Says what one reading of an event is. */
export function readingWords(reading: Reading): string {
  const type = reading.eventType === null ? "" : ` (${reading.eventType})`;
  switch (reading.kind) {
    case "payment":
      return `It is a payment${type}.`;
    case "refund":
      return `It is a refund${type}: shown with its payment, and never scored.`;
    case "label":
      return reading.said === null
        ? `It is a label${type} that cannot be read.`
        : `It is a label${type}: the payment ${reading.said.paymentId} was ${reading.said.verdict === "fraud" ? "fraud" : "legitimate"}.`;
    case "ignored":
      return `It is acknowledged, counted, and ignored: ${reading.why}.`;
  }
}

export function maskedWords(cards: number): string {
  const always = "Card numbers are masked before anything is shown or sent: only their last four digits are left.";
  return cards === 0 ? always : `${always} In this event ${counted(cards, "value was", "values were")} masked.`;
}

/** The door's answer to each row, a sentence each, and its notes. */
export function doorWords({ readings }: TriedEvent): { words: string; isGood: boolean }[] {
  return readings.flatMap(({ kind, admission }, at) => {
    if (admission === null) return [];
    const which = readings.length === 1 ? "the row" : `row ${at + 1}, a ${kind}`;
    if (!admission.ok) {
      const field = admission.field === null ? "" : `${admission.field} `;
      return [
        { words: `The door refuses ${which}: ${field}${ended(admission.error ?? "it cannot be read")}`, isGood: false },
      ];
    }
    const taken = { words: sentence(`the door takes ${which}`), isGood: true };
    return [taken, ...admission.notes.map(({ field, note }) => ({ words: ended(`${field} ${note}`), isGood: false }))];
  });
}
