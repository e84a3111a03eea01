// Messages that could not be processed: on their way to the object that keeps them, and as they are shown there.
import { createHash } from "node:crypto";

/** A message on its way to that object. */
export interface Letter {
  /** The same for the same body, so that a message that comes twice is kept once. */
  id: string;
  body: string;
  /** How often it was delivered in vain. */
  attempts: number;
  /** Safe for the log. Null when it is not known. */
  reason: string | null;
}

export interface DeadLetter extends Omit<Letter, "body"> {
  /** How many payments it holds, including refused rows. Null when the message cannot be read. */
  payments: number | null;
  paymentIds: string[];
  /** Epoch ms. */
  firstFailedAt: number;
  lastFailedAt: number;
}

export interface Replayed {
  /** Messages that lie in the queue again. `left`: those that are still here. */
  sent: number;
  left: number;
}

export function deadLetters(env: Env) {
  return env.DEAD_LETTERS.getByName("dead-letters");
}

export function letterOf({ body, attempts }: Message<unknown>, reason: string | null): Letter {
  const text = typeof body === "string" ? body : JSON.stringify(body ?? null);
  return { id: createHash("sha256").update(text).digest("base64url").slice(0, 22), body: text, attempts, reason };
}
