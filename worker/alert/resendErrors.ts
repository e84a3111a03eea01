// The meaning of Resend's error answers for a mail: may it have been accepted, and is the mail refused or the sender? Pure.
// Resend's names and messages: https://resend.com/docs/api-reference/errors
import type { ErrorResponse } from "resend";
import { plain } from "../notice/words.ts";
import { retryAfterOf } from "../retryAfter.ts";
import { cut } from "../text.ts";
import { type Attempt, LONGEST_RETRY_AFTER_MS, type MailFinding } from "./afterAttempt.ts";

/** Wait after the plan is used up, unless the provider says how long to wait. */
const QUOTA_WAIT_MS = 3_600_000;
export const UNCERTAIN = "whether it was sent is not known";
/** Only this recipient is refused: the provider takes no mail for the address, or the account may only mail itself. */
const OF_THE_RECIPIENT = /`(to|cc|bcc|reply_to)`|testing emails/i;
/** Every mail is refused, because of the sender's address, its domain, or the API key. */
const OF_THE_SENDER = /`from`|api key|domain is not verified|not authorized/i;

export function attemptOf(error: ErrorResponse, headers: Record<string, string> | null, nowMs: number): Attempt {
  const problem = problemOf(error);
  const retryAfterMs = retryAfterOf(headers?.["retry-after"], nowMs, LONGEST_RETRY_AFTER_MS);
  const status = error.statusCode;
  if (error.name === "invalid_idempotent_request") return { kind: "spent", problem };
  // The library reads the status from the body. If there is none, the answer did not come from the provider.
  if (typeof status !== "number" || status >= 500 || status === 408 || status === 409) {
    return { kind: "unknown", problem, retryAfterMs };
  }
  if (status === 429) {
    const isSpent = /quota/.test(error.name);
    return { kind: "refused", problem, retryAfterMs: retryAfterMs ?? (isSpent ? QUOTA_WAIT_MS : null) };
  }
  // The answer is a redirect or a page: the address is wrong, or a proxy stands between.
  if (status < 400 || error.name === "application_error") return { kind: "unknown", problem, retryAfterMs };
  if (isOfThisMail(error)) return { kind: "impossible", problem };
  // Once the key, the domain or the account is mended, all mails go out by themselves.
  return { kind: "refused", problem, retryAfterMs };
}

/** True when the recipient or the content is refused, so that sending the same mail again would change nothing. */
function isOfThisMail({ statusCode, name, message }: ErrorResponse): boolean {
  const said = String(message ?? "");
  switch (statusCode) {
    // The mail is too large, or is taken for dangerous.
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

/** The meaning of an error that answers a request that looks for a mail. */
export function findingOf(error: ErrorResponse): MailFinding {
  if (mayNotAsk(error)) {
    return { kind: "impossible", problem: `${UNCERTAIN}, and RESEND_API_KEY may not ask: ${problemOf(error)}` };
  }
  return { kind: "unknown", problem: `${UNCERTAIN}: ${problemOf(error)}` };
}

/** True when the key may only send. A wrong or suspended key does not count, because it will be replaced. */
export function mayNotAsk({ name }: { name: string }): boolean {
  return name === "restricted_api_key" || name === "invalid_permission";
}

/** The problem in words for people. The provider's words may quote what it was sent, but never a secret. */
export function problemOf({ statusCode, message }: ErrorResponse): string {
  const said = cut(plain(String(message ?? "")), 200);
  return typeof statusCode === "number" ? `Resend answered ${statusCode}: ${said}` : `Resend did not answer: ${said}`;
}
