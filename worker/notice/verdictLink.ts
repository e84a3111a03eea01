// Links in mails that stand for a person's verdict. They are signed, so that nobody else can make one, and they expire.
// Following one changes nothing, but shows a page with a button.
import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { Label } from "../payment/payment.ts";

export const LINK_MS = 30 * 86_400_000;
/** Longer than any link of ours. */
const MAX_LENGTH = 1_000;

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
  const words = Buffer.from(JSON.stringify([paymentId, verdict, by, expiresAt])).toString("base64url");
  const url = new URL("/verdict", settings.publicUrl);
  url.searchParams.set("link", `${words}.${signatureOf(words, settings.cardKey)}`);
  return url.href;
}

/** Reads the `link` of an address. */
export function readVerdictLink(cardKey: string, link: string, nowMs: number): LinkReading {
  const [words, signature, ...rest] = link.length > MAX_LENGTH ? [] : link.split(".");
  if (words === undefined || signature === undefined || rest.length > 0) return { ok: false, problem: "wrong" };
  const expected = Buffer.from(signatureOf(words, cardKey));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { ok: false, problem: "wrong" };
  // The signature shows that we made it, so its shape is known.
  const [paymentId, verdict, by, expiresAt]: [string, Label, string, number] = JSON.parse(
    Buffer.from(words, "base64url").toString(),
  );
  if (expiresAt <= nowMs) return { ok: false, problem: "expired" };
  return { ok: true, linked: { paymentId, verdict, by, expiresAt }, id: `mail:${signature}` };
}

/** Signs with a key of its own, so that no signature can be taken for a card's hash, or the other way round. */
function signatureOf(words: string, cardKey: string): string {
  const key = hkdfSync("sha256", cardKey, "", "vigie verdict links", 32);
  return createHmac("sha256", new Uint8Array(key)).update(words).digest("base64url");
}
