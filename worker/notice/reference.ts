// What a message is known by at its provider: stable over all attempts, the same in no two messages.
import { createHash } from "node:crypto";
import type { OwedMessage, StoredMessage } from "../store/outbox.ts";

/**
 * Stands in each mail, so that it can be found at the provider. By its birth too: another database of the same account
 * (a test system, one that was begun anew) may owe a message of the same id.
 */
export function referenceOf({ id, createdAt }: Pick<OwedMessage, "id" | "createdAt">): string {
  return createHash("sha256").update(`${id} ${createdAt}`).digest("hex").slice(0, 20);
}

/** The idempotency key: in characters that any header takes, and another one once the last has been spent in vain. */
export function keyOf(message: Pick<StoredMessage, "id" | "createdAt" | "keys">): string {
  return `vigie-${referenceOf(message)}-${message.keys}`;
}

/** The reference of mails that no provider was asked to send. */
export const KEPT_HERE = "outbox";
