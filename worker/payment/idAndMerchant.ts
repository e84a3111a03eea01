// The cells that name a payment and its merchant.
import { cleanText } from "../text.ts";
import { type Read, read, wrong } from "./cell.ts";
import type { Columns } from "./readRows.ts";

export const PAYMENT_ID = /^[\w.:-]{1,64}$/;
export const MAX_MERCHANT = 200;

export function idIn(columns: Columns, field: "trans_num" | "refund_of"): Read<string> {
  const cell = columns[field];
  if (cell == null) return { ok: false, field, problem: null };
  if (typeof cell !== "string" && !Number.isSafeInteger(cell)) {
    return wrong(field, "must be the payment's id, as text or a whole number");
  }
  const id = String(cell);
  return PAYMENT_ID.test(id) ? read(id) : wrong(field, "must be 1 to 64 letters, digits or . : _ -");
}

export function merchantIn({ merchant: cell }: Columns): Read<string> {
  if (cell == null) return { ok: false, field: "merchant", problem: null };
  if (typeof cell !== "string") return wrong("merchant", "must be text: the merchant's name");
  if (cell === "") return wrong("merchant", "must not be empty");
  if (cell.length > MAX_MERCHANT) return wrong("merchant", `must be at most ${MAX_MERCHANT} characters`);
  const name = cleanText(cell.replace(/^fraud_/, ""));
  return name === "" ? wrong("merchant", "must hold more than invisible characters") : read(name);
}
