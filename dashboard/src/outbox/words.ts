// The outbox in words. Pure.
import { CHANNEL_NAMES } from "../../../worker/wire/channelKinds.ts";
import type { MessageList, MessageView } from "../../../worker/wire/messages.ts";
import { counted, sentence, span } from "../shared/format.ts";

const KIND_WORDS = {
  fraud: "Alert",
  rollup: "Summary",
  digest: "Morning report",
  incident: "Incident",
} as const satisfies Record<MessageView["kind"], string>;

/** What became of a mail that was sent, by the provider's word for it. Other words mean that it is under way. */
const FATE_WORDS: ReadonlyMap<string, string> = new Map([
  ["delivered", "Delivered"],
  ["opened", "Delivered"],
  ["clicked", "Delivered"],
  ["complained", "Marked as spam"],
  ["delivery_delayed", "Delayed"],
]);

/** What a person may want to know about a mail that was sent; null for nothing. */
export function fateNote({ state, fate }: Pick<MessageView, "state" | "fate">): string | null {
  if (state !== "sent") return null;
  switch (fate) {
    case "not_allowed":
      return "Whether it has arrived is not known: RESEND_API_KEY may only send.";
    case "delivery_delayed":
      return "The recipient’s mail server does not take it yet. Resend goes on trying.";
    case "complained":
      return "It has arrived, and was marked as spam. Resend may send nothing more to this address.";
    default:
      return null;
  }
}

/** Whether nothing more will happen to the message. */
export function isSettled({
  state,
  channel,
  kept,
  fate,
}: Pick<MessageView, "state" | "channel" | "kept" | "fate">): boolean {
  return state === "sent" && (channel !== "mail" || kept || fate === "delivered");
}

export function kindWords({ kind }: Pick<MessageView, "kind">): string {
  return KIND_WORDS[kind];
}

export function recipientWords({ to, channel }: Pick<MessageView, "to" | "channel">): string {
  return to ?? (channel === "mail" ? "mail" : CHANNEL_NAMES[channel]);
}

export function stateWords({ state, kept, attempts, nextAttemptAt, fate }: MessageView, nowMs: number): string {
  if (state === "failed") return "Failed";
  if (state === "sent") return kept ? "Kept here" : (FATE_WORDS.get(fate ?? "") ?? "Sent");
  const waitMs = nextAttemptAt === null ? 0 : Date.parse(nextAttemptAt) - nowMs;
  if (attempts === 0 && waitMs <= 0) return "Waiting";
  return waitMs > 1000 ? `Next try in ${span(waitMs)}` : "Trying now";
}

/** The filter's word for messages that are done with: the same word as their state. Without a mail provider, mails are kept. */
export function doneWords({ delivery, messages }: Pick<MessageList, "delivery" | "messages">): string {
  const isKept = delivery === "outbox" || messages.some(({ kept }) => kept);
  const isSent = delivery !== "outbox" || messages.some(({ state, kept }) => state === "sent" && !kept);
  if (isKept && isSent) return "Kept or sent";
  return isKept ? "Kept here" : "Sent";
}

/** The whole outbox in a sentence. */
export function sumWords({ pending, failed, heldBack }: Pick<MessageList, "pending" | "failed" | "heldBack">): string {
  const parts = [
    pending > 0 ? `${counted(pending, "message")} waiting` : "nothing waiting",
    heldBack > 0 ? `${counted(heldBack, "fraud")} held back for the next summary` : "",
    failed > 0 ? `${counted(failed, "message")} failed` : "",
  ];
  return sentence(parts.filter((part) => part !== "").join(", "));
}

/** Lays out JSON, which programs are sent, for people. Other text stays as it is. */
export function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
