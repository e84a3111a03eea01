// One row of a file becomes a payment that is ready to be sent, or a refusal. It passes the same door here as it will there, so that
// what would be refused is known before anything is sent. Pure.
import { admit, type Door } from "../../worker/payment/admit.ts";
import type { Plan, Role } from "./columnsByName.ts";
import { type Field, readCell, SECRET } from "./fields.ts";
import type { RawRow } from "./file.ts";
import { type Habits, NO_HABITS, sheetError } from "./reading.ts";

export interface ReadyRow {
  at: number;
  /** Epoch ms. */
  paidAt: number;
  /** The same for all payments of a card. */
  card: string;
  /** The row as JSON, with what the door reads and nothing else. */
  body: string;
  /** Columns of which the door could not make anything, in its words. */
  notes: readonly { field: string; note: string }[];
}

export type RowReading =
  | { kind: "ready"; row: ReadyRow; undone: readonly Undone[] }
  | { kind: "refused"; at: number; reason: string; example: string | null }
  | { kind: "ignored"; at: number; reason: string };

/** Damage that was mended. */
export interface Undone {
  column: string;
  words: string;
  example: string | null;
}

export interface Circumstances {
  plan: Plan;
  habits: ReadonlyMap<string, Habits>;
  door: Door;
  /** ISO 4217, where the person said in which currency amounts are. */
  currency: string | null;
}

export function readRow(raw: RawRow, { plan, habits, door, currency }: Circumstances): RowReading {
  const { at } = raw;
  if ("problem" in raw) return { kind: "refused", at, reason: raw.problem, example: null };
  const cells: Record<string, unknown> = { ...raw.columns };
  const undone: Undone[] = [];
  const own = currencyIn(raw.columns, plan.roles) ?? plan.currency ?? currency;
  let beside: string | null = null;
  for (const [column, { field, as }] of plan.roles) {
    const cell = cells[column];
    if (cell === undefined || (typeof cell === "object" && cell !== null)) continue;
    const error = sheetError(cell);
    const read = error === null ? readCell(as, cell, habits.get(column) ?? NO_HABITS, own) : { problem: error };
    const example = exampleOf(field, cell);
    if ("problem" in read) return { kind: "refused", at, reason: `${nameOf(column, field)} ${read.problem}`, example };
    cells[column] = read.value;
    if (read.undone !== undefined) undone.push({ column: nameOf(column, field), words: read.undone, example });
    if (read.currency !== undefined) beside = read.currency;
  }
  const planned = plan.rowOf(cells);
  if ("ignored" in planned) return { kind: "ignored", at, reason: planned.ignored };
  if ("problem" in planned) {
    return { kind: "refused", at, reason: `${planned.field}: ${planned.problem}`, example: null };
  }
  const known = planned.columns.currency ?? beside ?? currency;
  const columns = { ...planned.columns, ...(known === null ? {} : { currency: known }) };
  const admission = admit({ columns }, door);
  if (!admission.ok) return { kind: "refused", at, reason: admission.reject.reason, example: null };
  const { paidAt, cardId, id } = admission.payment ?? admission.refund;
  const row = {
    ...{ at, paidAt, notes: [...planned.notes, ...(admission.notes ?? [])] },
    // A refund may name its payment instead of a card.
    card: cardId === "" ? id : cardId,
    body: JSON.stringify({ ...columns, current_time: paidAt }),
  };
  return { kind: "ready", row, undone };
}

function currencyIn(cells: Readonly<Record<string, unknown>>, roles: ReadonlyMap<string, Role>): string | null {
  for (const [column, { field }] of roles) {
    const cell = cells[column];
    if (field === "currency" && typeof cell === "string" && cell.trim() !== "") return cell.trim().toUpperCase();
  }
  return null;
}

function nameOf(column: string, field: Field): string {
  return column === field ? field : `${column} (${field})`;
}

/** A card's number or token is never shown; what is left of a rounded number is none. */
function exampleOf(field: Field, cell: unknown): string | null {
  const text = String(cell).slice(0, 40);
  return SECRET.has(field) && !/^\d([.,]\d+)?e\+\d+$/i.test(text) ? null : text;
}
