// The keyed hash that stands for a card everywhere past the door (PCI DSS: a hash of a card number must be keyed).
import { createHmac } from "node:crypto";

/** First 128 bits of HMAC-SHA256(key, number), as 22 characters of base64url. */
export function cardIdOf(cardNumber: string, cardKey: string): string {
  return createHmac("sha256", cardKey).update(cardNumber).digest("base64url").slice(0, 22);
}

/** True for what may be a card's id. */
export function isCardId(text: string): boolean {
  return /^[\w-]{22}$/.test(text);
}
