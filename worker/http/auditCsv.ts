// The audit as CSV: every entry of a filter, page by page. Pure but for the store.
import { BYTE_ORDER_MARK, type CsvReader, csvText, lineOf, spreadsheetText } from "../report/paymentsCsv.ts";
import type { AuditEntry, AuditFilter, AuditStore } from "../store/audit.ts";
import { deedWords } from "../wire/auditWords.ts";
import { isoTime } from "../wire/views.ts";
import { wallTime } from "../zone.ts";

/** An entry is 300 bytes, or 30 kB where a long list or rule was changed. */
const PAGE = 1_000;

const COLUMNS = ["id", "at", "at_local", "by", "via", "what", "action", "subject", "note", "before", "after", "policy"];

export function auditHeaderFor(reader: CsvReader): string {
  return (reader === "spreadsheet" ? BYTE_ORDER_MARK : "") + lineOf(COLUMNS);
}

export function auditLine(entry: AuditEntry, zone: string, reader: CsvReader): string {
  const text = reader === "spreadsheet" ? spreadsheetText : csvText;
  const { id, at, by, via, action, subject, note, before, after, policy } = entry;
  const json = (value: unknown) => (value == null ? "" : csvText(JSON.stringify(value)));
  const what = csvText(deedWords(entry));
  const times = [isoTime(at), wallTime(zone, at)];
  const who = [text(by), text(via)];
  const changed = [json(before), json(after), policy === null ? "" : String(policy)];
  return lineOf([text(id), ...times, ...who, what, action, text(subject), csvText(note ?? ""), ...changed]);
}

/** Newest first. */
export async function* auditPages(store: AuditStore, filter: AuditFilter): AsyncGenerator<AuditEntry[], void> {
  for (let after: AuditEntry | null = null; ; ) {
    const page: AuditEntry[] = await store.audit(PAGE, after, filter);
    if (page.length > 0) yield page;
    after = page.at(-1) ?? null;
    if (page.length < PAGE) return;
  }
}
