// The names by which a provider knows a message. They are the same in all its attempts, and differ between any two messages.
import { createHash } from "node:crypto";
import type { OwedMessage, StoredMessage } from "../store/outbox.ts";

/**
 * Stands in each mail, so that the mail can be found at the provider. The time of creation is part of it, because another
 * database of the same account (a test system, or one that was begun anew) may owe a message with the same id.
 */
export function referenceOf({ id, createdAt }: Pick<OwedMessage, "id" | "createdAt">): string {
  return createHash("sha256").update(`${id} ${createdAt}`).digest("hex").slice(0, 20);
}

/** The idempotency key, in characters that any header takes. It changes once the last one has been used in vain. */
export function keyOf(message: Pick<StoredMessage, "id" | "createdAt" | "keys">): string {
  return `vigie-${referenceOf(message)}-${message.keys}`;
}

/** The reference of mails that no provider was asked to send. */
export const KEPT_HERE = "outbox";
