// The cells that name a payment and its merchant.
import { z } from "zod";
import { cleanText } from "../text.ts";
import { type Read, read, wrong } from "./cell.ts";
import type { Columns } from "./readRows.ts";

export const PAYMENT_ID = /^[\w.:-]{1,64}$/;
export const MAX_MERCHANT = 200;
// Given to a union and to its parts: when only one part objects, zod reports that part's words.
const NO_ID = "must be the payment's id, as text or a whole number";

const id = z
  .union([z.string(), z.int(NO_ID)], NO_ID)
  .transform(String)
  .pipe(z.string().regex(PAYMENT_ID, "must be 1 to 64 letters, digits or . : _ -"));

const merchant = z
  .string("must be text: the merchant's name")
  .min(1, "must not be empty")
  .max(MAX_MERCHANT, `must be at most ${MAX_MERCHANT} characters`)
  .transform((name) => cleanText(name.replace(/^fraud_/, "")))
  .pipe(z.string().min(1, "must hold more than invisible characters"));

export function idIn(columns: Columns, field: "trans_num" | "refund_of"): Read<string> {
  return parsed(id, columns, field);
}

export function merchantIn(columns: Columns): Read<string> {
  return parsed(merchant, columns, "merchant");
}

function parsed(schema: typeof id | typeof merchant, columns: Columns, field: string): Read<string> {
  if (columns[field] == null) return { ok: false, field, problem: null };
  const result = schema.safeParse(columns[field]);
  return result.success ? read(result.data) : wrong(field, result.error.issues[0]?.message ?? "cannot be read");
}
