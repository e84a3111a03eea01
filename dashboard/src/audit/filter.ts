// What the page is asked for: in the fragment of its address, and as the API is asked. Pure.
import { AUDIT_KINDS, type AuditKind } from "../../../worker/wire/auditWords.ts";

export interface Filter {
  kind: AuditKind | "all";
  by: string;
  subject: string;
  /** Calendar days; both count. Empty: no end. */
  from: string;
  to: string;
}

export const EVERYTHING: Filter = { kind: "all", by: "", subject: "", from: "", to: "" };

const LONGEST = 400;

function isKind(text: string | null): text is AuditKind {
  return text !== null && Object.hasOwn(AUDIT_KINDS, text);
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;
}

export function filterOf(hash: string): Filter {
  const query = new URLSearchParams(hash.replace(/^#/, ""));
  const kind = query.get("kind");
  const text = (name: string) => (query.get(name) ?? "").trim().slice(0, LONGEST);
  const day = (name: string) => (isDay(text(name)) ? text(name) : "");
  return {
    kind: isKind(kind) ? kind : "all",
    by: text("by"),
    subject: text("subject"),
    from: day("from"),
    to: day("to"),
  };
}

export function hashOf(filter: Filter): string {
  const query = new URLSearchParams();
  for (const name of ["kind", "by", "subject", "from", "to"] as const) {
    if (filter[name] !== EVERYTHING[name]) query.set(name, filter[name]);
  }
  return `#${query}`;
}

/** As the API takes it: its days are those of REPORT_TIMEZONE. */
export function queryOf({ kind, by, subject, from, to }: Filter): URLSearchParams {
  const query = new URLSearchParams();
  if (kind !== "all") query.set("action", AUDIT_KINDS[kind].join(","));
  for (const [name, value] of Object.entries({ by, subject, from, to })) if (value !== "") query.set(name, value);
  return query;
}
