// The rules that each kind of channel must give.

import type { StoredMessage } from "../../store/outbox.ts";
import type { WebhookEvent } from "../../wire/webhookEvents.ts";
import type { MailContent } from "../mail.ts";

/** The content to tell, for people and for programs. */
export interface Said {
  content: MailContent;
  event: WebhookEvent;
  nowMs: number;
}

export interface PostAnswer {
  status: number;
  /** The beginning of the text. Null when it could not be read. */
  text: string | null;
}

export interface ChannelRules {
  /** Hosts whose addresses are of this kind without a prefix. Null when there are none. */
  hosts: RegExp | null;
  /** The JSON body of a post. */
  body(said: Said): object;
  /** Headers that prove who posts. Null when only the address does. */
  proof: ((message: StoredMessage, secret: string, nowMs: number) => Record<string, string>) | null;
  /**
   * The status that an answer with a 2xx status really means: a 2xx if the post was taken, another status if the text names
   * the failure, null if the answer does not say.
   */
  amountsTo(answer: PostAnswer): number | null;
}

const NAMED_STATUS =
  /\b(?:http(?:\/[\d.]+)?|status|error|code)(?:[ _-]?(?:error|status|code))*["']?[ :=]*["']?([345]\d\d)\b/i;

/** The status that a text names, such as 429 in `returned HTTP error 429`. Null when it names none. */
export function statusIn(text: string | null): number | null {
  const [, status] = NAMED_STATUS.exec(text ?? "") ?? [];
  return status === undefined ? null : Number(status);
}

/** Null when the text is no JSON object. */
export function objectIn(text: string | null): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
