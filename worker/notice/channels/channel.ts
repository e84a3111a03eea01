// What each kind of channel must say of itself.

import type { StoredMessage } from "../../store/outbox.ts";
import type { MailContent } from "../mail.ts";

/** What is to be said, for people and for programs. */
export interface Said {
  content: MailContent;
  event: { type: string; data: object };
  nowMs: number;
}

export interface PostAnswer {
  status: number;
  /** Its beginning; null where it could not be read. */
  text: string | null;
}

export interface ChannelRules {
  /** Addresses that are of this kind without saying so; null: none. */
  hosts: RegExp | null;
  /** The JSON body of a post. */
  body(said: Said): object;
  /** Headers that prove who posts; null: nothing does but the address. */
  proof: ((message: StoredMessage, secret: string, nowMs: number) => Record<string, string>) | null;
  /**
   * The status that an answer of 2xx amounts to: of 2xx again if the post was taken, another where its text names the
   * failure, null where it does not say.
   */
  amountsTo(answer: PostAnswer): number | null;
}

const NAMED_STATUS =
  /\b(?:http(?:\/[\d.]+)?|status|error|code)(?:[ _-]?(?:error|status|code))*["']?[ :=]*["']?([345]\d\d)\b/i;

/** The status that a text names, such as `returned HTTP error 429`; null: none. */
export function statusIn(text: string | null): number | null {
  const [, status] = NAMED_STATUS.exec(text ?? "") ?? [];
  return status === undefined ? null : Number(status);
}

/** Null: it is no JSON object. */
export function objectIn(text: string | null): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
