// Recognizes answers of the feed that hold no payments at all, such as `{"error":"Rate limit exceeded"}` with status 200. Pure.

import type { Row } from "../payment/body.ts";
import { cleanText } from "../text.ts";

const LONGEST = 150;
/** A row with none of these columns is no payment, not even a bad one. */
const A_PAYMENTS_OWN = ["trans_num", "cc_num", "card", "merchant", "amt", "current_time"];
/** Columns in which services give their reason. */
const SAID_IN = ["error", "message", "detail", "title", "description", "reason"];

/** The feed's words when it sent no payments. Null when the rows may be payments, good or bad. */
export function saidInstead(rows: readonly Row[]): string | null {
  const [row] = rows;
  if (rows.length !== 1 || row === undefined || !("columns" in row)) return null;
  const { columns } = row;
  if (A_PAYMENTS_OWN.some((name) => Object.hasOwn(columns, name))) return null;
  const said = SAID_IN.map((name) => wordsOf(columns[name])).find((words) => words !== "");
  return said === undefined ? "an object without any column of a payment" : `no payments, but: ${said}`;
}

/** An error may be an object with a message of its own. */
function wordsOf(value: unknown): string {
  if (typeof value === "object" && value !== null && "message" in value) return wordsOf(value.message);
  if (typeof value !== "string") return "";
  const words = cleanText(value);
  return words.length <= LONGEST ? words : `${words.slice(0, LONGEST - 1)}…`.toWellFormed();
}
