// Recognizes answers of the feed that hold no payments at all, such as `{"error":"Rate limit exceeded"}` with status 200. Pure.

import type { Row } from "../payment/readRows.ts";
import { isLikePayment, SAID_IN } from "../payment/wrapped.ts";
import { cleanText } from "../text.ts";

const LONGEST = 150;

/** The feed's words when it sent no payments. Null when the rows may be payments, good or bad. */
export function saidInstead(rows: readonly Row[]): string | null {
  const [row] = rows;
  if (rows.length !== 1 || row === undefined || !("columns" in row)) return null;
  const { columns } = row;
  if (isLikePayment(columns)) return null;
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
