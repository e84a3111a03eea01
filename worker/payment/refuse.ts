// Rows that could not become payments: what is kept of them, and what their senders are told.
import { createHmac } from "node:crypto";
import type { Read } from "./cell.ts";
import type { Reject, RejectCode } from "./payment.ts";
import type { Columns } from "./readRows.ts";
import { shownId, snippetOf } from "./redact.ts";

const LIST = new Intl.ListFormat("en-GB");

/** `what` continues after the column's name, or after `subject`. */
export function refused(
  columns: Columns,
  cardKey: string,
  { code, field, what, subject = field }: { code: RejectCode; field: string; what: string; subject?: string },
): Reject {
  // A list or an object is wrong in every column, so its content, however deep, is left out.
  const cells = Object.entries(columns).map(([name, cell]) => [name, typeof cell === "object" && cell ? {} : cell]);
  const content = JSON.stringify(cells);
  return {
    // Keyed, since the row may hold a card number.
    id: createHmac("sha256", cardKey).update(content).digest("base64url").slice(0, 22),
    code,
    field,
    reason: `${subject} ${what}`,
    snippet: snippetOf(columns),
    paymentId: shownId(columns),
  };
}

/**
 * Of the cells that a payment needs, in order, the first that was not read is told. If it is missing, all that are missing are, since a
 * sender would otherwise learn of them one by one.
 */
export function refusedAsUnread(columns: Columns, cardKey: string, cells: readonly Read<unknown>[]): Reject {
  const unread = cells.filter((cell) => !cell.ok);
  const [first] = unread;
  if (first === undefined) throw new Error("a row is refused of which every cell was read");
  const { field, problem } = first;
  if (problem !== null) return refused(columns, cardKey, { code: "invalid", field, what: problem });
  const missing = unread.filter((cell) => cell.problem === null).map(({ field, subject = field }) => subject);
  const what = missing.length > 1 ? "are missing" : "is missing";
  return refused(columns, cardKey, { code: "missing", field, what, subject: LIST.format(missing) });
}
