// An entry of the audit in words, and where its subject is shown. Pure.
import type { AuditView } from "../../../worker/wire/audit.ts";
import { AUDIT_KINDS, type AuditKind } from "../../../worker/wire/auditWords.ts";
import { CHANNEL_NAMES, channelKindOf } from "../../../worker/wire/channelKinds.ts";
import { paymentHref } from "../shared/route.ts";
import { EVERYTHING } from "../shared/view.ts";

export const KIND_WORDS: Readonly<Record<AuditKind | "all", string>> = {
  all: "Everything",
  models: "Models",
  rules: "Rules",
  lists: "Lists, blocks and snoozes",
  settings: "Lines and settings",
  sources: "Sources, rates, categories and columns",
  verdicts: "Verdicts",
  queue: "Queued payments that failed",
  messages: "Messages sent again",
  "sign-ins": "Sign-ins",
};

export function whoWords(by: string): string {
  if (by === "board") return "Someone at the board";
  if (by === "api") return "A program";
  if (by === "admin") return "An admin";
  if (by === "vigie") return "Vigie itself";
  const chat = channelKindOf(by);
  return chat === null ? by : `Someone on ${CHANNEL_NAMES[chat]}`;
}

const VIA_WORDS: Readonly<Record<string, string>> = {
  mail: "from a mail",
  verdict: "with a verdict of fraud",
  api: "through the API",
  deploy: "by a deploy",
};

/** Null where it says nothing that the name does not. */
export function viaWords({ by, via }: Pick<AuditView, "by" | "via">): string | null {
  if (via === by || via === "board") return null;
  return VIA_WORDS[via] ?? `via ${via}`;
}

const kindOf = (action: string) =>
  Object.entries(AUDIT_KINDS).find(([, actions]) => actions.some((each) => each === action))?.[0];

/** Null where there is no page for it. */
export function subjectLink({ action, subject, before, after }: AuditView): { href: string; words: string } | null {
  switch (kindOf(action)) {
    case "verdicts":
      return { href: `/${paymentHref(subject, EVERYTHING)}`, words: "The payment" };
    case "rules":
      return after === null ? null : { href: `/rules#${encodeURIComponent(subject)}`, words: "The rule" };
    case "lists": {
      const list = action.startsWith("list_") ? subject : listOf(after ?? before);
      return list === null || action === "list_removed"
        ? null
        : { href: `/lists#${encodeURIComponent(list)}`, words: "The list" };
    }
    case "models":
      return { href: "/models", words: "The models" };
    case "settings":
      return { href: "/rules", words: "The settings" };
    case "sources":
      if (action === "rates") return { href: "/sources#money", words: "The rates" };
      if (action === "categories") return { href: "/sources#categories", words: "The categories" };
      if (action === "columns") return { href: "/sources#columns", words: "The columns" };
      // A preset is there also after what people said of it is gone.
      return { href: `/sources#from/${encodeURIComponent(subject)}`, words: "The source" };
    case "messages":
      return { href: subject === "all" ? "/outbox" : `/outbox#${encodeURIComponent(subject)}`, words: "The outbox" };
    default:
      return null;
  }
}

function listOf(shown: unknown): string | null {
  const first: unknown = typeof shown === "object" && shown !== null ? Reflect.get(shown, "first") : null;
  const entry: unknown = Array.isArray(first) ? first[0] : null;
  const list: unknown = typeof entry === "object" && entry !== null ? Reflect.get(entry, "list") : null;
  return typeof list === "string" ? list : null;
}
