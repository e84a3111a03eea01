// The mail provider: Resend, through its own library. The library sets no deadline, follows redirects and reports every
// failure alike, so all of that is decided here.
import { type CreateEmailOptions, Resend } from "resend";
import type { MailSettings } from "../config/config.ts";
import { TooLate, within } from "../deadline.ts";
import { keyOf, referenceOf } from "../notice/reference.ts";
import { mailAddress } from "../notice/targets.ts";
import { retryAfterOf } from "../retryAfter.ts";
import type { StoredMessage } from "../store/outbox.ts";
import { type FateAnswer, isLost } from "./afterAcceptance.ts";
import { type Attempt, LONGEST_RETRY_AFTER_MS, type MailFinding } from "./afterAttempt.ts";
import { attemptOf, findingOf, mayNotAsk, UNCERTAIN } from "./resendErrors.ts";

const DEADLINE_MS = 10_000;
const PAGE = 100;
/** Ten thousand mails back. Older ones must be looked up by a person. */
const MAX_PAGES = 100;
/** The provider's clock and ours may differ by this much. */
const SLACK_MS = 10 * 60_000;

export interface MailProvider {
  send(message: StoredMessage): Promise<Attempt>;
  find(message: StoredMessage): Promise<MailFinding>;
  /** The fate of an accepted mail. `reference` is the provider's id for it. */
  fate(reference: string): Promise<FateAnswer>;
}

export function resendProvider(
  settings: MailSettings & { apiKey: string },
  { now, wait }: { now: () => number; wait: (ms: number) => Promise<void> },
): MailProvider {
  const resend = new Resend(settings.apiKey, { baseUrl: settings.baseUrl.replace(/\/$/, "") });
  /** Null when no answer came in time. */
  const ask = <Answer>(request: (options: { signal: AbortSignal; redirect: "manual" }) => Promise<Answer>) =>
    within(DEADLINE_MS, (signal) => request({ signal, redirect: "manual" })).catch((error: unknown) => {
      if (error instanceof TooLate) return null;
      throw error;
    });

  /** The library throws only when it cannot read an answer. */
  const readable = <Result>(work: Promise<Result>, otherwise: Result) => work.catch(() => otherwise);

  return {
    send: (message) => readable(send(message), { kind: "unknown", problem: UNREADABLE, retryAfterMs: null }),
    find: (message) => readable(find(message), { kind: "unknown", problem: `${UNCERTAIN}: ${UNREADABLE}` }),
    fate: (reference) => readable(fate(reference), UNKNOWN_FATE),
  };

  async function send(message: StoredMessage): Promise<Attempt> {
    const answer = await ask((options) =>
      resend.emails.send(bodyOf(message, settings.from), { ...options, idempotencyKey: keyOf(message) }),
    );
    if (answer === null) return { kind: "unknown", problem: NO_ANSWER, retryAfterMs: null };
    const { data, error, headers } = answer;
    if (error !== null) return attemptOf(error, headers, now());
    // A proxy's page that happens to be JSON proves nothing.
    if (typeof data?.id !== "string") return { kind: "unknown", problem: "its answer has no id", retryAfterMs: null };
    return { kind: "accepted", reference: data.id };
  }

  async function find(message: StoredMessage): Promise<MailFinding> {
    let after: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      if (page > 0) await wait(250);
      const listed = await ask((options) =>
        resend.emails.list({ limit: PAGE, ...(after === undefined ? {} : { after }) }, options),
      );
      if (listed === null) return UNANSWERED;
      const { data, error } = listed;
      if (error !== null) return findingOf(error);
      for (const mail of data.data) {
        const at = Date.parse(mail.created_at.replace(" ", "T").replace(/\+00$/, "Z"));
        if (at < message.createdAt - SLACK_MS) return { kind: "absent" };
        if (mail.subject !== message.subject || !mail.to.includes(mailAddress(message.target))) continue;
        await wait(250);
        const one = await ask((options) => resend.emails.get(mail.id, options));
        if (one === null) return UNANSWERED;
        if (one.error !== null) return findingOf(one.error);
        if (!one.data.text?.includes(referenceOf(message))) continue;
        const { last_event: fate } = one.data;
        // An older mail was lost before this doubt began. Its loss is why a person had it sent again.
        const isOfBefore = message.doubtSince !== null && at < message.doubtSince - SLACK_MS;
        if (isLost(fate) && isOfBefore) continue;
        return { kind: "found", reference: mail.id, at, fate };
      }
      after = data.data.at(-1)?.id;
      if (!data.has_more || after === undefined) return { kind: "absent" };
    }
    return { kind: "impossible", problem: `${UNCERTAIN}, and it is too far back in Resend’s list to be looked up` };
  }

  async function fate(reference: string): Promise<FateAnswer> {
    const answer = await ask((options) => resend.emails.get(reference, options));
    if (answer === null) return UNKNOWN_FATE;
    const { data, error, headers } = answer;
    if (error !== null) {
      if (mayNotAsk(error)) return { kind: "not_allowed" };
      if (error.name === "not_found") return { kind: "gone" };
      return { kind: "unknown", retryAfterMs: retryAfterOf(headers?.["retry-after"], now(), LONGEST_RETRY_AFTER_MS) };
    }
    return typeof data?.last_event === "string" ? { kind: "known", fate: data.last_event } : UNKNOWN_FATE;
  }
}

const UNREADABLE = "Resend's answer could not be read";
const NO_ANSWER = `Resend did not answer within ${DEADLINE_MS / 1000} s`;
const UNKNOWN_FATE: FateAnswer = { kind: "unknown", retryAfterMs: null };
const UNANSWERED: MailFinding = { kind: "unknown", problem: `${UNCERTAIN}: ${NO_ANSWER}` };

function bodyOf(message: StoredMessage, from: string): CreateEmailOptions {
  return {
    from,
    to: [mailAddress(message.target)],
    subject: message.subject,
    text: message.text,
    html: message.html ?? "",
    // Without this header, mail programs fold mails with the same subject into one.
    headers: { "X-Entity-Ref-ID": referenceOf(message) },
    tags: [{ name: "kind", value: message.kind }],
  };
}
