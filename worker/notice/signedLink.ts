// Links in mails that stand for what a person may do without signing in. They are signed, so that nobody else can make one. Following
// one changes nothing, but shows a page with a button.
import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";

export const LINK_MS = 30 * 86_400_000;
/** Longer than any link of ours. */
const MAX_LENGTH = 1_000;

/** What the kinds of links have signed with: none can be taken for another, nor for a card's hash. */
const KEYS = { verdict: "vigie verdict links", snooze: "vigie snooze links" } as const;
export type LinkKind = keyof typeof KEYS;

/** The address is `/verdict` or `/snooze`. `words`: JSON. */
export function signedHref(
  kind: LinkKind,
  { cardKey, publicUrl }: { cardKey: string; publicUrl: string },
  words: readonly (string | number)[],
): string {
  const written = Buffer.from(JSON.stringify(words)).toString("base64url");
  const url = new URL(`/${kind}`, publicUrl);
  url.searchParams.set("link", `${written}.${signatureOf(kind, written, cardKey)}`);
  return url.href;
}

/** `words`: JSON text, which we have made. Null when it was not. */
export function readSigned(kind: LinkKind, cardKey: string, link: string): { words: string; signature: string } | null {
  const [written, signature, ...rest] = link.length > MAX_LENGTH ? [] : link.split(".");
  if (written === undefined || signature === undefined || rest.length > 0) return null;
  const expected = Buffer.from(signatureOf(kind, written, cardKey));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  return { words: Buffer.from(written, "base64url").toString(), signature };
}

function signatureOf(kind: LinkKind, words: string, cardKey: string): string {
  const key = hkdfSync("sha256", cardKey, "", KEYS[kind], 32);
  return createHmac("sha256", new Uint8Array(key)).update(words).digest("base64url");
}
