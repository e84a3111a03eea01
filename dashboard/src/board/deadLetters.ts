// Queued messages that could not be processed, in words for the people who run the pipeline. Pure.

import { counted, sentence } from "../shared/format.ts";
import type { DeadLetterView } from "./ask.ts";

const IDS_SHOWN = 3;

export function contentWords({ payments }: DeadLetterView): string {
  return payments === null ? "A message that cannot be read" : `${counted(payments, "payment")} not processed`;
}

/** The reason as a sentence. */
export function reasonWords({ reason }: DeadLetterView): string {
  if (reason === null) return "Vigie was cut off at each try; no reason is known.";
  return sentence(reason);
}

/** The first few ids, and how many more there are. */
export function idsShown({ paymentIds }: DeadLetterView): { ids: string[]; more: number } {
  return { ids: paymentIds.slice(0, IDS_SHOWN), more: Math.max(0, paymentIds.length - IDS_SHOWN) };
}

export function sentWords({ sent, left }: { sent: number; left: number }): string {
  const rest = left === 0 ? "" : ` ${counted(left, "message")} more to try: press again.`;
  return `${counted(sent, "message")} sent into the queue again. What still fails will be back here.${rest}`;
}

export function notProcessed(messages: number): string {
  return `${counted(messages, "message")} not processed`;
}
