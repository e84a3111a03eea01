// Links in mails that stand for a person's verdict. They expire.
import type { Label } from "../payment/payment.ts";
import { readSigned, signedHref } from "./signedLink.ts";

/** The content of a link. */
export interface LinkedVerdict {
  paymentId: string;
  verdict: Label;
  /** The mail's recipient. */
  by: string;
  /** Epoch ms. */
  expiresAt: number;
}

export type LinkReading =
  | { ok: true; linked: LinkedVerdict /** The id of this link alone, which counts once. */; id: string }
  | { ok: false; problem: "wrong" | "expired" };

export function verdictHref(settings: { cardKey: string; publicUrl: string }, linked: LinkedVerdict): string {
  const { paymentId, verdict, by, expiresAt } = linked;
  return signedHref("verdict", settings, [paymentId, verdict, by, expiresAt]);
}

/** Reads the `link` of an address. */
export function readVerdictLink(cardKey: string, link: string, nowMs: number): LinkReading {
  const read = readSigned("verdict", cardKey, link);
  if (read === null) return { ok: false, problem: "wrong" };
  // The signature shows that we made it, so its shape is known.
  const [paymentId, verdict, by, expiresAt]: [string, Label, string, number] = JSON.parse(read.words);
  if (expiresAt <= nowMs) return { ok: false, problem: "expired" };
  return { ok: true, linked: { paymentId, verdict, by, expiresAt }, id: `mail:${read.signature}` };
}
