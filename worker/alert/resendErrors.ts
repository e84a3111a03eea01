// What Resend's error answers say of a mail: may it have been accepted, and is it the mail that is refused, or whoever
// sends it? Pure. Its names and messages: https://resend.com/docs/api-reference/errors
import type { ErrorResponse } from "resend";
import { cut, plain } from "../notice/words.ts";
import { retryAfterOf } from "../retryAfter.ts";
import { type Attempt, LONGEST_RETRY_AFTER_MS, type MailFinding } from "./attempt.ts";

/** Where the provider says for how long a spent plan stays spent, that counts instead. */
const QUOTA_WAIT_MS = 3_600_000;
export const UNCERTAIN = "whether it was sent is not known";
/** A mail with another recipient would pass: an address it takes no mail for, or an account that may only mail itself. */
const OF_THE_RECIPIENT = /`(to|cc|bcc|reply_to)`|testing emails/i;
/** No other mail would pass either: the sender's address, its domain, or the API key. */
const OF_THE_SENDER = /`from`|api key|domain is not verified|not authorized/i;

export function attemptOf(error: ErrorResponse, headers: Record<string, string> | null, nowMs: number): Attempt {
  const problem = problemOf(error);
  const retryAfterMs = retryAfterOf(headers?.["retry-after"], nowMs, LONGEST_RETRY_AFTER_MS);
  const status = error.statusCode;
  if (error.name === "invalid_idempotent_request") return { kind: "spent", problem };
  // The library reads the status from the body: without one it was not the provider that answered.
  if (typeof status !== "number" || status >= 500 || status === 408 || status === 409) {
    return { kind: "unknown", problem, retryAfterMs };
  }
  if (status === 429) {
    const isSpent = /quota/.test(error.name);
    return { kind: "refused", problem, retryAfterMs: retryAfterMs ?? (isSpent ? QUOTA_WAIT_MS : null) };
  }
  // A redirect, or a page in place of an answer: the address is wrong, or something stands between.
  if (status < 400 || error.name === "application_error") return { kind: "unknown", problem, retryAfterMs };
  if (isOfThisMail(error)) return { kind: "impossible", problem };
  // Once the key, the domain or the account is mended, all goes out by itself.
  return { kind: "refused", problem, retryAfterMs };
}

/** The recipient or the content is refused: trying again as it is would change nothing. */
function isOfThisMail({ statusCode, name, message }: ErrorResponse): boolean {
  const said = String(message ?? "");
  switch (statusCode) {
    // Too large, or held to be dangerous.
    case 413:
    case 451:
      return true;
    case 400:
    case 422:
      return name !== "invalid_from_address" && (OF_THE_RECIPIENT.test(said) || !OF_THE_SENDER.test(said));
    case 403:
      return OF_THE_RECIPIENT.test(said);
    default:
      return false;
  }
}

/** Of a request that looks for a mail. */
export function findingOf(error: ErrorResponse): MailFinding {
  if (mayNotAsk(error)) {
    return { kind: "impossible", problem: `${UNCERTAIN}, and RESEND_API_KEY may not ask: ${problemOf(error)}` };
  }
  return { kind: "unknown", problem: `${UNCERTAIN}: ${problemOf(error)}` };
}

/** The key is good for sending only. One that is wrong or suspended will be replaced. */
export function mayNotAsk({ name }: { name: string }): boolean {
  return name === "restricted_api_key" || name === "invalid_permission";
}

/** For people; what the provider says may quote what it was sent, but never a secret. */
export function problemOf({ statusCode, message }: ErrorResponse): string {
  const said = cut(plain(String(message ?? "")), 200);
  return typeof statusCode === "number" ? `Resend answered ${statusCode}: ${said}` : `Resend did not answer: ${said}`;
}
