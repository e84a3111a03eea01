// Links in mails that quiet a payment's card for a day. They expire.
import { readSigned, signedHref } from "./signedLink.ts";

/** How long a card is quiet, from the moment at which somebody says so. */
export const QUIET_MS = 86_400_000;

export interface LinkedSnooze {
  paymentId: string;
  /** The mail's recipient. */
  by: string;
  /** Epoch ms. */
  expiresAt: number;
}

export type SnoozeReading =
  | { ok: true; linked: LinkedSnooze /** The id of this link alone, and of the entry that it makes. */; id: string }
  | { ok: false; problem: "wrong" | "expired" };

export function snoozeHref(settings: { cardKey: string; publicUrl: string }, linked: LinkedSnooze): string {
  const { paymentId, by, expiresAt } = linked;
  return signedHref("snooze", settings, [paymentId, by, expiresAt]);
}

/** Reads the `link` of an address. */
export function readSnoozeLink(cardKey: string, link: string, nowMs: number): SnoozeReading {
  const read = readSigned("snooze", cardKey, link);
  if (read === null) return { ok: false, problem: "wrong" };
  // The signature shows that we made it, so its shape is known.
  const [paymentId, by, expiresAt]: [string, string, number] = JSON.parse(read.words);
  if (expiresAt <= nowMs) return { ok: false, problem: "expired" };
  return { ok: true, linked: { paymentId, by, expiresAt }, id: `mail:${read.signature}` };
}
